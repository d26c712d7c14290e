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

test('a first subscriber and a cache miss are told, a second subscriber is not', async () => {
  const channel = client().subscribe('cache-weather');
  await until('the first', () => channel.subscribed);
  const again = client().subscribe('cache-weather');
  await until('the second', () => again.subscribed);
  await until('both misses', () => told('cache_miss').length === 2);
  expect(told('channel_occupied')).toEqual([{ name: 'channel_occupied', channel: 'cache-weather' }]);
  expect(receiver.requests[0]?.headers).toMatchObject({ 'x-pusher-key': TEST_APP.key });
});

test('a stop of the server vacates its channels; the next start tells it', async () => {
  const channel = client().subscribe('news');
  await until('the subscription', () => channel.subscribed);
  await until('its webhook', () => told('channel_occupied').length === 1);
  for (const each of clients) each.disconnect();
  await server.stop();
  expect(told('channel_vacated')).toEqual([]);
  server = await start(server.dataDir);
  await until('the end', () => told('channel_vacated').length === 1);
});
