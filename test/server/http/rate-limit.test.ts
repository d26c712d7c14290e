import { expect, onTestFinished, test, vi } from 'vitest';
import { rateStore } from '../../../server/http/rate-limit.ts';
import { DRIVER } from '../../support/drivers.ts';
import { makeSend } from '../../support/make.ts';
import { buildTestApp } from '../../support/server.ts';

const MINUTE = 60_000;

function setUp(most = 10) {
  const clock = { now: 5 };
  const store = new (rateStore(most, () => clock.now))({});
  function count(key: string): Readonly<{ current: number; ttl: number }> | undefined {
    let found: { current: number; ttl: number } | undefined;
    store.incr(key, (_, result) => (found = result), MINUTE, 3);
    return found;
  }
  return { clock, store, count };
}

test('counts each key for a minute from its first request', () => {
  const { clock, count } = setUp();
  expect(count('a')).toEqual({ current: 1, ttl: MINUTE });
  clock.now += 20_000;
  expect(count('a')).toEqual({ current: 2, ttl: 40_000 });
  expect(count('b')).toEqual({ current: 1, ttl: MINUTE });
  clock.now += 40_000;
  expect(count('a')).toEqual({ current: 1, ttl: MINUTE });
});

test('forgets those unused for longest if there are too many', () => {
  const { count } = setUp(2);
  for (const key of ['a', 'b', 'a', 'c']) count(key);
  expect([count('a')?.current, count('b')?.current]).toEqual([3, 1]);
});

test('a separate limit has a separate count', () => {
  const { store, count } = setUp();
  count('a');
  const other = store.child({ method: 'GET', url: '/', path: '/', prefix: '', handler: () => {} });
  other.incr('a', (_, result) => expect(result?.current).toBe(1), MINUTE, 3);
});

test('a sender is refused no longer when the clock on the wall is set', async () => {
  const app = await buildTestApp(DRIVER, { sendRate: 2 });
  onTestFinished(() => app.close());
  const token = await app.token(app.userId, 'send');
  const send = () => app.call('POST', '/api/notifications', { token, body: makeSend() });
  const now = Date.now();
  for (let sent = 0; sent < 3; sent += 1) await send();
  vi.spyOn(Date, 'now').mockImplementation(() => now - 2 * 60 * MINUTE);
  onTestFinished(() => void vi.restoreAllMocks());
  const refused = await send();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
});
