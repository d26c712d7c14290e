/** A source's connection on the real server: authorised by the stock SDK, cut off in every way. */
import PusherServer from 'pusher';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLink, type Link } from '../../electron/sources/link/link.ts';
import type { LinkDeps } from '../../electron/sources/link/link-types.ts';
import { startServer } from '../support/server.ts';
import { startStage } from './pusher-sdk.ts';
import { startRelay } from './relay.ts';

type Stage = Awaited<ReturnType<typeof startStage>>;

function connect(
  stage: Stage,
  channels: readonly string[],
  options: Partial<LinkDeps> & { url?: string; user?: string } = {},
) {
  const { url = stage.server.url, user = 'ann', ...overrides } = options;
  const { hostname, port } = new URL(url);
  const events: unknown[] = [];
  const subscribed: string[] = [];
  const people: unknown[] = [];
  const link: Link = createLink({
    key: stage.server.app.key,
    endpoint: { host: hostname, port: Number(port), tls: false },
    channels,
    async authorize(socketId, channel) {
      const member = channel.startsWith('presence-')
        ? { user_id: user, user_info: { name: user } }
        : undefined;
      return stage.sdk.authorizeChannel(socketId, channel, member);
    },
    onState: () => {},
    onSubscribed: (channel) => subscribed.push(channel),
    onEvent: (...event) => events.push(event),
    onMembers: (_channel, members, me) => people.push({ me, ids: members.map(({ id }) => id).sort() }),
    socket: (to) => new WebSocket(to),
    random: () => 0,
    now: () => new Date(),
    log: () => {},
    ...overrides,
  });
  onTestFinished(() => link.dispose());
  const status = () => link.state().status;
  return { link, events, subscribed, people, status };
}

test('every kind of channel delivers its events, encrypted ones decrypted', async () => {
  const stage = await startStage();
  const channels = ['news', 'private-mine', 'private-encrypted-x', 'presence-room'];
  const { events, status } = connect(stage, channels);
  await expect.poll(status).toBe('online');
  for (const channel of channels) await stage.sdk.trigger(channel, 'order.shipped', { of: channel });
  await expect
    .poll(() => events)
    .toEqual(channels.map((channel) => [channel, 'order.shipped', { of: channel }, null]));
});

test('when the key of an encrypted channel changes, the new one is asked for', async () => {
  const stage = await startStage();
  const { hostname, port } = new URL(stage.server.url);
  const { id: appId, key, secret } = stage.server.app;
  const [before, after] = [1, 2].map((byte) => {
    const encryptionMasterKeyBase64 = Buffer.alloc(32, byte).toString('base64');
    return new PusherServer({ appId, key, secret, host: hostname, port, encryptionMasterKeyBase64 });
  }) as [PusherServer, PusherServer];
  let signer = before;
  const { events, status } = connect(stage, ['private-encrypted-x'], {
    authorize: async (socketId, channel) => signer.authorizeChannel(socketId, channel),
  });
  await expect.poll(status).toBe('online');
  signer = after;
  await after.trigger('private-encrypted-x', 'e', { n: 1 });
  await expect.poll(() => events).toEqual([['private-encrypted-x', 'e', { n: 1 }, null]]);
});

test('a presence channel shows who is there and who sends a client event', async () => {
  const stage = await startStage();
  const ann = connect(stage, ['presence-room', 'news', 'private-encrypted-x'], { user: 'ann' });
  await expect.poll(ann.status).toBe('online');
  const bob = connect(stage, ['presence-room'], { user: 'bob' });
  await expect.poll(() => ann.people.at(-1)).toEqual({ me: 'ann', ids: ['ann', 'bob'] });
  await expect.poll(() => bob.people.at(-1)).toEqual({ me: 'bob', ids: ['ann', 'bob'] });
  expect(bob.link.trigger('presence-room', 'client-typing', { on: true })).toBe(true);
  await expect.poll(() => ann.events).toEqual([['presence-room', 'client-typing', { on: true }, 'bob']]);
  expect(ann.link.trigger('news', 'client-typing', {})).toBe(false);
  expect(ann.link.trigger('private-encrypted-x', 'client-typing', {})).toBe(false);
  expect(ann.link.trigger('presence-room', 'typing', {})).toBe(false);
  expect(ann.link.trigger('elsewhere', 'client-typing', {})).toBe(false);
  bob.link.dispose();
  await expect.poll(() => ann.people.at(-1)).toEqual({ me: 'ann', ids: ['ann'] });
});

test.each([1000, 1001, 1011, 4100, 4200])(
  'comes back after its connection is closed with %i',
  async (code) => {
    const stage = await startStage();
    const relay = await startRelay(stage.server.url);
    const { events, subscribed, status } = connect(stage, ['private-mine'], { url: relay.url });
    await expect.poll(status).toBe('online');
    relay.closeAll(code);
    await expect.poll(status).toBe('waiting');
    await expect.poll(status).toBe('online');
    expect(subscribed).toEqual(['private-mine', 'private-mine']);
    await stage.sdk.trigger('private-mine', 'e', {});
    await expect.poll(() => events).toHaveLength(1);
  },
);

test('after a close with a 40xx it waits for its user', async () => {
  const stage = await startStage();
  const relay = await startRelay(stage.server.url);
  const { link, status } = connect(stage, ['news'], { url: relay.url });
  await expect.poll(status).toBe('online');
  relay.closeAll(4009);
  await expect.poll(() => link.state()).toMatchObject({ status: 'stopped', trouble: 'signed_out' });
  link.kick();
  await expect.poll(status).toBe('online');
});

test('what the server says of a wrong key is understood', async () => {
  const stage = await startStage();
  const { link } = connect(stage, ['news'], { key: 'other-key' });
  await expect.poll(() => link.state()).toMatchObject({ status: 'stopped', trouble: 'key_unknown' });
});

test('a signature that the server refuses stops the channel', async () => {
  const stage = await startStage();
  const { link } = connect(stage, ['private-mine'], {
    authorize: async () => ({ auth: `${stage.server.app.key}:${'0'.repeat(64)}` }),
  });
  await expect.poll(() => link.state()).toMatchObject({ status: 'stopped', trouble: 'channel_forbidden' });
  expect(JSON.stringify(link.state())).not.toContain('000000');
});

test('a server that is away is tried until it is back', async () => {
  const stage = await startStage();
  const { dataDir, url } = stage.server;
  const { link, status, subscribed } = connect(stage, ['news']);
  await expect.poll(status).toBe('online');
  await stage.server.stop();
  await expect.poll(() => link.state()).toMatchObject({ trouble: 'connection_refused' });
  const again = await startServer({ dataDir, port: Number(new URL(url).port), embedded: false });
  onTestFinished(() => again.close());
  await expect.poll(status).toBe('online');
  expect(subscribed).toEqual(['news', 'news']);
});
