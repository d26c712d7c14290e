/** From real clients of a real server to a real receiver. */
import PusherClient from 'pusher-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../support/poll.ts';
import { startServer, TEST_APP, type TestServer } from '../../support/server.ts';
import { makeApp, openReceiver, type Receiver } from './stage.ts';

let receiver: Receiver;
let server: TestServer;
const clients: PusherClient[] = [];
const start = (dataDir?: string) => {
  const { webhooks } = makeApp([{ url: receiver.url }]);
  return startServer({ settings: { webhooks }, ...(dataDir !== undefined && { dataDir }) });
};
beforeEach(async () => {
  receiver = await openReceiver();
  server = await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await server.close();
  await receiver.close();
});

function client(): PusherClient {
  const { hostname, port } = new URL(server.url);
  const made = new PusherClient(TEST_APP.key, {
    ...{ cluster: '', wsHost: hostname, wsPort: Number(port), forceTLS: false },
    ...{ enabledTransports: ['ws'], disableStats: true },
  });
  clients.push(made);
  return made;
}

const told = (name: string) =>
  receiver.requests.flatMap(({ rawBody }) =>
    (JSON.parse(rawBody).events as Record<string, unknown>[]).filter((event) => event.name === name),
  );

test('a webhook gets a first subscriber and a cache miss, but no second subscriber', async () => {
  const channel = client().subscribe('cache-weather');
  await until('the first', () => channel.subscribed);
  const again = client().subscribe('cache-weather');
  await until('the second', () => again.subscribed);
  await until('both misses', () => told('cache_miss').length === 2);
  expect(told('channel_occupied')).toEqual([{ name: 'channel_occupied', channel: 'cache-weather' }]);
  expect(receiver.requests[0]?.headers).toMatchObject({ 'x-pusher-key': TEST_APP.key });
});

test('stopping the server vacates its channels; the next start sends that', async () => {
  const channel = client().subscribe('news');
  await until('the subscription', () => channel.subscribed);
  await until('its webhook', () => told('channel_occupied').length === 1);
  for (const each of clients) each.disconnect();
  await server.stop();
  expect(told('channel_vacated')).toEqual([]);
  server = await start(server.dataDir);
  await until('the end', () => told('channel_vacated').length === 1);
});

test('a webhook gets how far a notification has come, if it asked for that', async () => {
  const { url } = server;
  async function post(path: string, token: string, body: object) {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok).toBe(true);
    return answer.json();
  }
  const { inbox, send } = server.tokens;
  const { notification } = (await post('/api/notifications', send, { title: 'x' })) as {
    notification: { id: string };
  };
  const { id } = notification;
  await post('/api/inbox/receipts', inbox, { delivered: [id], seen: [id] });
  await post('/api/inbox/actions', inbox, { action: 'read', ids: [id] });
  await until('the last of them', () => told('notification_read').length === 1);
  const answer = await fetch(`${url}/api/notifications/${id}/receipts`, {
    headers: { authorization: `Bearer ${send}` },
  });
  const { delivered_at, seen_at, read_at } = (await answer.json()) as Record<string, string>;
  const event = { notification_id: id, user_id: server.userId };
  await until(
    'all',
    () => told('notification_delivered').length === 1 && told('notification_seen').length === 1,
  );
  expect([
    ...told('notification_delivered'),
    ...told('notification_seen'),
    ...told('notification_read'),
  ]).toEqual([
    { name: 'notification_delivered', ...event, at: delivered_at },
    { name: 'notification_seen', ...event, at: seen_at },
    { name: 'notification_read', ...event, at: read_at },
  ]);
});
