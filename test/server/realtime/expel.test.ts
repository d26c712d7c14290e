import { expect, test } from 'vitest';
import { ERRORS } from '../../../server/realtime/protocol.ts';
import { connected, startRealtime } from './harness.ts';

test('connections leave with any token that has let them in; the others stay', async () => {
  const { url, realm } = await startRealtime();
  const [one, two, none] = [await connected(url), await connected(url), await connected(url)];
  realm.vouch(one.socketId, 1);
  realm.vouch(two.socketId, 1);
  realm.vouch(two.socketId, 2);
  realm.vouch('1.1', 2);
  realm.expel((token) => token === 2);
  expect(await two.closed).toEqual([4009, ERRORS.terminated.message]);
  expect([await one.rest(), await none.rest()]).toEqual([[], []]);
  realm.expel(() => true);
  expect(await one.closed).toEqual([4009, ERRORS.terminated.message]);
  expect(await none.rest()).toEqual([]);
});
