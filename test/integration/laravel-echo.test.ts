import Echo from 'laravel-echo';
import Pusher from 'pusher-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Backend, startBackend } from './backend.ts';

/** As a Laravel application configures it for Reverb; `Pusher` is handed over, since there is no window to find it in. */
function stockEcho(backend: Backend, token = backend.inboxToken()): Echo<'reverb'> {
  const { hostname, port } = new URL(backend.url);
  const echo = new Echo({
    broadcaster: 'reverb',
    key: backend.appKey,
    Pusher,
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ['ws'],
    authEndpoint: `${backend.url}/broadcasting/auth`,
    // Not `bearerToken`, which Echo writes into defaults that all its instances share.
    auth: { headers: { Authorization: `Bearer ${token}` } },
  });
  onTestFinished(() => echo.disconnect());
  return echo;
}

type Received = Readonly<Record<'id' | 'type' | 'data' | 'read_at' | 'created_at', unknown>>;

describe('laravel-echo', () => {
  it('gets a sent notification in `.notification()`, as Laravel broadcasts it', async () => {
    const backend = await startBackend();
    const received: Received[] = [];
    await new Promise<void>((resolve, reject) => {
      stockEcho(backend)
        .private(`App.Models.User.${backend.userId}`)
        .notification((notification: Received) => received.push(notification))
        .subscribed(resolve)
        .error(reject);
    });
    const sent = await backend.send({ title: 'Hello', type: 'friend_request', data: { from: 'Ada' } });
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toMatchObject({
      id: sent.id,
      type: 'friend_request',
      data: { from: 'Ada' },
      read_at: null,
      created_at: sent.created_at,
    });
  });

  it("hears an error on another user's channel", async () => {
    const backend = await startBackend();
    const error = await new Promise((resolve) => {
      stockEcho(backend)
        .private(`App.Models.User.${backend.userId + 1}`)
        .error(resolve);
    });
    expect(error).toMatchObject({ type: 'AuthError', status: 403 });
  });

  it('hears an error with a wrong token', async () => {
    const backend = await startBackend();
    const error = await new Promise((resolve) => {
      stockEcho(backend, '1|wrong').private(`App.Models.User.${backend.userId}`).error(resolve);
    });
    expect(error).toMatchObject({ type: 'AuthError', status: 401 });
  });
});
