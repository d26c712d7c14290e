/** pusher-js holds references to its objects in places that nothing empties. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Pusher from 'pusher-js';
import { expect, test } from 'vitest';
import { createChannel } from '../../../electron/inbox/channel.ts';
import { createLink } from '../../../electron/sources/link/link.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const nobody = { log: () => {}, random: () => 0 };

function channel() {
  return createChannel({
    ...nobody,
    ...{ url: 'http://127.0.0.1:9', appKey: 'key', userId: 1 },
    authorize: () => Promise.reject(new Error('not asked')),
    ...{ onSubscribed() {}, onLost() {}, onDelta() {}, onGap() {} },
    onRules() {},
  });
}

function link() {
  return createLink({
    ...nobody,
    ...{ key: 'key', endpoint: { host: '127.0.0.1', port: 9, tls: false }, channels: ['news'] },
    authorize: () => Promise.reject(new Error('not asked')),
    ...{ onState() {}, onSubscribed() {}, onEvent() {} },
    socket: () => ({ send() {}, close() {} }),
    now: () => new Date(),
  });
}

/** In a separate function, so that no variable here holds the clients. */
function useUp(make: () => Readonly<{ dispose: () => void }>): readonly WeakRef<Pusher>[] {
  return Array.from({ length: 20 }, () => {
    const made = make();
    const client = Pusher.instances.at(-1);
    if (client === undefined) throw new Error('there is no client');
    const reference = new WeakRef(client);
    made.dispose();
    return reference;
  });
}

test.each([
  ['to the backend, one for each of its restarts,', channel],
  ['to a source', link],
])('of the connections %s that have ended nothing is left', async (_, make) => {
  const clients = useUp(make);
  const left = (): number => {
    collect();
    return clients.filter((client) => client.deref() !== undefined).length;
  };
  await expect.poll(left).toBe(0);
});
