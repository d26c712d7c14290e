import { expect, onTestFinished, test } from 'vitest';
import { sendRateOf } from '../../../server/http/rate-limit.ts';
import { DRIVER } from '../../support/drivers.ts';
import { makeSend } from '../../support/make.ts';
import { buildTestApp } from '../../support/server.ts';

test('a token that sends without end has to wait; another one does not', async () => {
  const app = await buildTestApp(DRIVER, { sendRate: 3 });
  onTestFinished(() => app.close());
  const [one, other] = [await app.token(app.userId, 'send'), await app.token(app.userId, 'send')];
  const send = (token: string) => app.call('POST', '/api/notifications', { token, body: makeSend() });
  for (let count = 0; count < 3; count += 1) expect((await send(one)).status).toBe(201);
  const refused = await send(one);
  expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_requests']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.body.error.details).toEqual({ retry_after: Number(refused.headers['retry-after']) });
  expect((await send(other)).status).toBe(201);
  expect((await app.inbox.position(app.userId)).counts.unread).toBe(4);
});

test.each([
  [undefined, 6_000],
  ['none', null],
  ['25', 25],
  ['nonsense', 6_000],
])('a limit given as %s is %s', (text, expected) => {
  expect(sendRateOf(text)).toBe(expected);
});
