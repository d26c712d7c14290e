import { expect, test } from 'vitest';
import { ERRORS } from '../../../server/realtime/protocol.ts';
import { connected, startRealtime } from './harness.ts';

test('connections leave with any token that has let them in; the others stay', async () => {
  const { url, appState } = await startRealtime();
  const [one, two, none] = [await connected(url), await connected(url), await connected(url)];
  appState.bindToken(one.socketId, 1, null);
  appState.bindToken(two.socketId, 1, null);
  appState.bindToken(two.socketId, 2, 'private-a');
  appState.bindToken('1.1', 2, null);
  appState.disconnectWhere((token) => token === 2);
  expect(await two.closed).toEqual([4009, ERRORS.terminated.message]);
  expect([await one.rest(), await none.rest()]).toEqual([[], []]);
  appState.disconnectWhere(() => true);
  expect(await one.closed).toEqual([4009, ERRORS.terminated.message]);
  expect(await none.rest()).toEqual([]);
});

test('a client that may no longer listen to a channel is disconnected, and returns to its others', async () => {
  const { url, appState } = await startRealtime();
  const [on, holding, other] = [await connected(url), await connected(url), await connected(url)];
  for (const [client, channel] of [
    [on, 'private-team.a'],
    [holding, 'private-team.a'],
    [other, 'private-team.b'],
  ] as const) {
    appState.bindToken(client.socketId, 1, channel);
    // An unused signature admits this socket for as long as it is open.
    if (client !== holding) await client.join(channel);
  }
  appState.recheck((token, channel) => token === 1 && channel !== 'private-team.a');
  for (const client of [on, holding]) {
    expect(await client.closed).toEqual([4200, ERRORS.rights_changed.message]);
  }
  expect(await other.rest()).toEqual([]);
});
