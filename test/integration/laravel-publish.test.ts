import Echo from 'laravel-echo';
import Pusher from 'pusher';
import PusherClient from 'pusher-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { userChannel } from '#server/rules/channels';
import { startServer, type TestServer } from '../support/server.ts';

const ID = '6f9b0c1e-5f6e-4e0f-9d40-1f0a2f5f4c11';
type Row = Readonly<{ id: string; source: string; title: string; read_at: string | null }>;
type Received = Readonly<Record<string, unknown>>;

async function start(settings: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  const server = await startServer({ embedded: false, ...settings });
  onTestFinished(() => server.close());
  return server;
}

/** Publishes as Laravel's `reverb` and `pusher` broadcasters do. */
function laravelOf({ url, app: { id: appId, key, secret } }: TestServer): Pusher {
  const { hostname: host, port } = new URL(url);
  return new Pusher({ appId, key, secret, host, port, useTLS: false });
}

/** What a page of that Laravel app hears in `.notification()`. */
async function listen({ url, app, userId, tokens }: TestServer): Promise<Received[]> {
  const { hostname, port } = new URL(url);
  const echo = new Echo({
    broadcaster: 'reverb',
    key: app.key,
    Pusher: PusherClient,
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: `${url}/broadcasting/auth`,
    auth: { headers: { Authorization: `Bearer ${tokens.inbox}` } },
  });
  onTestFinished(() => echo.disconnect());
  const received: Received[] = [];
  await new Promise<void>((resolve, reject) => {
    echo
      .private(`App.Models.User.${userId}`)
      .notification((notification: Received) => received.push(notification))
      // Comes after whatever was published before it, and so ends a wait.
      .listen('.end', (end: Received) => received.push(end))
      .subscribed(resolve)
      .error(reject);
  });
  return received;
}

async function api(server: TestServer, method: string, path: string) {
  const headers = { Authorization: `Bearer ${server.tokens.inbox}` };
  const answer = await fetch(`${server.url}/api/${path}`, { method, headers });
  return { status: answer.status, body: await answer.json() } as {
    status: number;
    body: { items: Row[]; notifications: Received[]; count: number };
  };
}
const inboxOf = async (server: TestServer): Promise<readonly Row[]> =>
  (await api(server, 'GET', 'inbox')).body.items;

const END = { end: true };
const flat = { order_id: 7, message: 'On its way', id: ID, type: 'App\\Notifications\\OrderShipped' };

describe('a Laravel app that publishes to Belfry', () => {
  it('puts its notification into the inbox, and Echo gets the original once', async () => {
    const server = await start();
    const received = await listen(server);
    const channel = userChannel(server.userId);
    const answer = await laravelOf(server).trigger(channel, CREATED_EVENT, flat);
    expect(answer.status).toBe(200);
    // It is on disk before the app is answered.
    expect(await inboxOf(server)).toMatchObject([
      { source: 'app:1001', title: 'Order shipped', message: 'On its way', read_at: null },
    ]);
    await laravelOf(server).trigger(channel, 'end', END);
    await expect.poll(() => received.at(-1)).toEqual(END);
    expect(received).toEqual([flat, END]);
  });

  it('keeps the wrapped shape, and serves it back under the id of Laravel', async () => {
    const server = await start();
    const data = { type: 'friend_request', requester_name: 'Ada', message: 'Ada asks' };
    const wrapped = { id: ID, type: 'App\\Notifications\\FriendRequest', data, created_at: '2026-11-22' };
    await laravelOf(server).trigger(userChannel(server.userId), CREATED_EVENT, wrapped);
    expect((await api(server, 'GET', 'notifications')).body.notifications).toMatchObject([
      { id: ID, type: wrapped.type, title: 'Friend request from Ada', data },
    ]);
    expect((await api(server, 'POST', `notifications/${ID}/read`)).status).toBe(200);
    expect((await api(server, 'GET', 'notifications/unread-count')).body.count).toBe(0);
    expect((await api(server, 'DELETE', `notifications/${ID}`)).status).toBe(200);
    expect(await inboxOf(server)).toEqual([]);
  });

  it('may send again what it got no answer for: one notification, one bell', async () => {
    const server = await start();
    const received = await listen(server);
    const laravel = laravelOf(server);
    const channel = userChannel(server.userId);
    await laravel.trigger(channel, CREATED_EVENT, flat);
    await laravel.trigger(channel, CREATED_EVENT, flat);
    await laravel.triggerBatch([{ channel, name: CREATED_EVENT, data: JSON.stringify(flat) }]);
    await laravel.trigger(channel, 'end', END);
    await expect.poll(() => received.at(-1)).toEqual(END);
    expect(received).toEqual([flat, END]);
    expect(await inboxOf(server)).toHaveLength(1);
  });

  it('reaches users by one event for several channels, and by a batch; unknown users are only relayed', async () => {
    const server = await start();
    const received = await listen(server);
    const laravel = laravelOf(server);
    const channel = userChannel(server.userId);
    await laravel.trigger([channel, userChannel(404), 'private-team.7'], CREATED_EVENT, flat);
    const second = { ...flat, id: 'second' };
    const batch = [channel, userChannel(404)].map((to) => ({
      channel: to,
      name: CREATED_EVENT,
      data: second,
    }));
    await laravel.triggerBatch(batch);
    await expect.poll(() => received).toEqual([flat, second]);
    expect(await inboxOf(server)).toHaveLength(2);
  });

  it('is only relayed when the app does not keep notifications', async () => {
    const server = await start({ settings: { keepNotifications: false } });
    const received = await listen(server);
    await laravelOf(server).trigger(userChannel(server.userId), CREATED_EVENT, flat);
    await expect.poll(() => received).toEqual([flat]);
    expect(await inboxOf(server)).toEqual([]);
  });
});
