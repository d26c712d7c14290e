import { expect, test } from 'vitest';
import { ERRORS } from '../../../server/realtime/protocol.ts';
import { connected, startRealtime } from './harness.ts';

test('connections leave with any token that has let them in; the others stay', async () => {
  const { url, realm } = await startRealtime();
  const [one, two, none] = [await connected(url), await connected(url), await connected(url)];
  realm.vouch(one.socketId, 1, null);
  realm.vouch(two.socketId, 1, null);
  realm.vouch(two.socketId, 2, 'private-a');
  realm.vouch('1.1', 2, null);
  realm.expel((token) => token === 2);
  expect(await two.closed).toEqual([4009, ERRORS.terminated.message]);
  expect([await one.rest(), await none.rest()]).toEqual([[], []]);
  realm.expel(() => true);
  expect(await one.closed).toEqual([4009, ERRORS.terminated.message]);
  expect(await none.rest()).toEqual([]);
});

test('a client that may no longer listen to a channel is disconnected, and returns to its others', async () => {
  const { url, realm } = await startRealtime();
  const [on, holding, other] = [await connected(url), await connected(url), await connected(url)];
  for (const [client, channel] of [
    [on, 'private-team.a'],
    [holding, 'private-team.a'],
    [other, 'private-team.b'],
  ] as const) {
    realm.vouch(client.socketId, 1, channel);
    // An unused signature admits this socket for as long as it is open.
    if (client !== holding) await client.join(channel);
  }
  realm.recheck((token, channel) => token === 1 && channel !== 'private-team.a');
  for (const client of [on, holding]) {
    expect(await client.closed).toEqual([4200, ERRORS.rights_changed.message]);
  }
  expect(await other.rest()).toEqual([]);
});
