import Pusher, { type Channel, type ChannelAuthorizationCallback } from 'pusher-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { userChannel } from '#server/rules/channels';
import { type Backend, startBackend } from './backend.ts';
import { startRelay } from './relay.ts';

type Signature = NonNullable<Parameters<ChannelAuthorizationCallback>[1]>;
type Options = Readonly<{ key?: string; socketUrl?: string; signature?: Signature }>;

/** The stock client as its documentation sets it up for a server of one's own, with its own HTTP for authorisation. */
function stockClient(backend: Backend, { key, socketUrl, signature }: Options = {}): Pusher {
  const { hostname, port } = new URL(socketUrl ?? backend.url);
  const pusher = new Pusher(key ?? backend.appKey, {
    cluster: 'mt1',
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ['ws'],
    disableStats: true,
    channelAuthorization: {
      transport: 'ajax',
      endpoint: `${backend.url}/broadcasting/auth`,
      headersProvider: () => ({ Authorization: `Bearer ${backend.inboxToken()}` }),
      ...(signature === undefined ? {} : { customHandler: (_params, callback) => callback(null, signature) }),
    },
  });
  onTestFinished(() => pusher.disconnect());
  return pusher;
}

type Bindable = Readonly<{ bind(event: string, callback: (data: unknown) => void): unknown }>;

const once = (target: Bindable, event: string): Promise<unknown> =>
  new Promise((resolve) => target.bind(event, resolve));

/** Titles of the notifications that the channel brings, from now on. */
function titles(channel: Channel): readonly string[] {
  const received: string[] = [];
  channel.bind(CREATED_EVENT, ({ title }: { title: string }) => received.push(title));
  return received;
}

describe('pusher-js', () => {
  it('is authorised by the server, subscribes and receives what is sent, in order', async () => {
    const backend = await startBackend();
    const channel = stockClient(backend).subscribe(userChannel(backend.userId));
    const received = titles(channel);
    await once(channel, 'pusher:subscription_succeeded');
    for (const title of ['one', 'two', 'three']) await backend.send({ title });
    await expect.poll(() => received).toEqual(['one', 'two', 'three']);
  });

  it('receives nothing more once it has unsubscribed', async () => {
    const backend = await startBackend();
    const pusher = stockClient(backend);
    const channel = pusher.subscribe(userChannel(backend.userId));
    await once(channel, 'pusher:subscription_succeeded');
    pusher.unsubscribe(channel.name);
    // The answer to what comes after it proves that the server has read it.
    const answered = once(pusher.connection, 'message');
    pusher.send_event('pusher:ping', {});
    expect(await answered).toMatchObject({ event: 'pusher:pong' });
    const frames: unknown[] = [];
    pusher.connection.bind('message', (frame: unknown) => frames.push(frame));
    const witness = stockClient(backend).subscribe(channel.name);
    const seen = titles(witness);
    await once(witness, 'pusher:subscription_succeeded');
    await backend.send({ title: 'late' });
    await expect.poll(() => seen).toEqual(['late']);
    expect(frames).toEqual([]);
  });

  it("is refused another user's channel by the server's authorisation", async () => {
    const backend = await startBackend();
    const channel = stockClient(backend).subscribe(userChannel(backend.userId + 1));
    expect(await once(channel, 'pusher:subscription_error')).toMatchObject({
      type: 'AuthError',
      status: 403,
    });
  });

  it('is refused a channel that it signed itself, and stays connected', async () => {
    const backend = await startBackend();
    const pusher = stockClient(backend, { signature: { auth: `${backend.appKey}:${'0'.repeat(64)}` } });
    const errors = once(pusher.connection, 'error');
    const channel = pusher.subscribe(userChannel(backend.userId));
    expect(await once(channel, 'pusher:subscription_error')).toMatchObject({
      type: 'AuthError',
      status: 401,
    });
    expect(await errors).toMatchObject({ data: { code: 4009 } });
    expect(channel.subscribed).toBe(false);
    expect(pusher.connection.state).toBe('connected');
  });

  it('gets the error that the signature of a presence channel is wrong', async () => {
    const backend = await startBackend();
    const signature = { auth: 'any:thing', channel_data: '{"user_id":"1"}' };
    const channel = stockClient(backend, { signature }).subscribe('presence-room');
    expect(await once(channel, 'pusher:subscription_error')).toMatchObject({ type: 'AuthError' });
  });

  it('stays away after an unknown key, whose refusal carries a code that it can act on', async () => {
    const backend = await startBackend();
    const pusher = stockClient(backend, { key: 'unknown' });
    const error = once(pusher.connection, 'error');
    await once(pusher.connection, 'disconnected');
    expect(await error).toMatchObject({ error: { data: { code: 4001 } } });
  });

  it.each([1001, 4100, 4200])('comes back after %i, subscribes again and receives', async (code) => {
    const backend = await startBackend();
    const relay = await startRelay(backend.url);
    const pusher = stockClient(backend, { socketUrl: relay.url });
    const channel = pusher.subscribe(userChannel(backend.userId));
    const received = titles(channel);
    await once(channel, 'pusher:subscription_succeeded');
    const before = pusher.connection.socket_id;
    const again = once(channel, 'pusher:subscription_succeeded');
    relay.closeAll(code);
    await again;
    expect(pusher.connection.socket_id).not.toBe(before);
    await backend.send({ title: 'after' });
    await expect.poll(() => received).toEqual(['after']);
  });

  it('comes back after the server was restarted', async () => {
    const backend = await startBackend();
    const pusher = stockClient(backend);
    const channel = pusher.subscribe(userChannel(backend.userId));
    const received = titles(channel);
    await once(channel, 'pusher:subscription_succeeded');
    const again = once(channel, 'pusher:subscription_succeeded');
    const error = once(pusher.connection, 'error');
    await backend.restart();
    expect(await error).toMatchObject({ data: { code: 4100 } });
    await again;
    await backend.send({ title: 'after' });
    await expect.poll(() => received).toEqual(['after']);
  });
});
