/** The log of a server on which everything happens, right and wrong, has no credentials and no words of notifications. */
import fs from 'node:fs';
import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { userChannel } from '#server/rules/channels';
import { WEBHOOK_EVENTS } from '../../../server/apps/realtime-app.ts';
import { createLog } from '../../../server/log.ts';
import { signChannel, signUser } from '../../../server/realtime/signature.ts';
import { startServer } from '../../../server/start.ts';
import { newDataDir, TEST_APP } from '../../support/server.ts';
import { connected, rawClient, subscribe } from '../realtime/harness.ts';
import { signedTarget } from '../routes/pusher/harness.ts';

const SECRET = 'Z4pp-s3cr3t';
const SAID = 'Z-said-this';
const HOOK = 'Z-hook-token';
const app = { ...TEST_APP, secret: SECRET };

/** Refuses whatever comes, so that deliveries fail. */
async function startReceiver(): Promise<string> {
  const receiver = createServer((_request, response) => response.writeHead(500).end(SAID));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/?token=${HOOK}`;
}

test('it contains no secrets, tokens, signatures or messages', async () => {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => lines.push(line) });
  const dataDir = newDataDir();
  onTestFinished(() => fs.rmSync(dataDir, { recursive: true, force: true }));
  const url = await startReceiver();
  const server = await startServer({
    dataDir,
    host: '127.0.0.1',
    port: 0,
    embedded: false,
    log,
    app: {
      credentials: { id: app.id, key: app.key, secret: app.secret },
      settings: {
        clientEvents: true,
        userAuthentication: true,
        keepNotifications: true,
        maxConnections: 2,
        webhooks: [{ url, events: [...WEBHOOK_EVENTS], batching: false }],
      },
    },
  });
  onTestFinished(() => server.stop());
  const token = server.issueSession(['inbox', 'send']);
  const hidden = [SECRET, SAID, HOOK, token, token.split('|')[1] ?? '', server.endpoint.token];
  const json = { 'content-type': 'application/json' };

  async function call(path: string, body: unknown, authorization = `Bearer ${token}`): Promise<number> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(server.url + path, {
      method: 'POST',
      body: text,
      headers: { ...json, authorization },
    });
    const auth = /"auth":"([^"]+)"/.exec(await answer.text())?.[1];
    if (auth !== undefined) hidden.push(auth);
    return answer.status;
  }
  async function publish(path: string, body: unknown, as = app): Promise<number> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const target = signedTarget('POST', path, { app: as, body: text });
    hidden.push(new URL(target, server.url).searchParams.get('auth_signature') ?? '');
    return (await fetch(server.url + target, { method: 'POST', body: text })).status;
  }

  // Senders and readers.
  expect(await call('/api/notifications', { title: SAID, message: SAID, data: { x: SAID } })).toBe(201);
  expect(await call('/api/notifications', { title: '', message: SAID })).toBe(422);
  expect(await call('/api/notifications', `{"title":"${SAID}`)).toBe(400);
  expect(await call('/api/notifications', { title: SAID }, `Bearer 1|${SAID}`)).toBe(401);
  expect(
    await call('/broadcasting/auth', { socket_id: '1.2', channel_name: userChannel(server.userId) }),
  ).toBe(200);
  expect(await call('/broadcasting/user-auth', { socket_id: '1.2' })).toBe(200);

  // Sockets.
  const socket = `${server.url.replace('http', 'ws')}/app/${app.key}?protocol=7&client=js&version=8.6.0&x=${SAID}`;
  const one = await connected(socket);
  const other = await connected(socket);
  expect((await rawClient(socket).closed)[0]).toBe(4004);
  expect((await rawClient(socket.replace(app.key, SAID)).closed)[0]).toBe(4001);
  const room = `presence-${SAID}`;
  const member = JSON.stringify({ user_id: 'ada', user_info: { name: SAID } });
  for (const client of [one, other]) {
    const auth = signChannel(app, client.socketId, room, member);
    hidden.push(auth, auth.slice(app.key.length + 1));
    client.send(subscribe(room, auth, member));
    client.send(subscribe('private-x', `${app.key}:${SAID}`));
    client.send({ event: 'client-x', channel: room, data: SAID });
    client.send(`{"event":"${SAID}`);
    client.send({ event: SAID });
    await client.rest();
  }
  const user = JSON.stringify({ id: 'ada', user_info: { name: SAID } });
  const auth = signUser(app, one.socketId, user);
  hidden.push(auth);
  one.send({ event: 'pusher:signin', data: { auth, user_data: user } });
  other.send({ event: 'pusher:signin', data: { auth: `${app.key}:${SAID}`, user_data: user } });
  expect((await other.closed)[0]).toBe(4009);

  // Publishers.
  const event = { name: SAID, channel: room, data: SAID };
  expect(await publish('/events', event)).toBe(200);
  expect(await publish('/events', { ...event, channel: 'cache-x' })).toBe(200);
  expect(await publish('/events', { ...event, channel: '#server-to-user-ada' })).toBe(200);
  expect(await publish('/batch_events', { batch: [event] })).toBe(200);
  expect(await publish('/events', event, { ...app, secret: `${SECRET}x` })).toBe(401);
  expect(await publish('/events', { ...event, channel: `${SAID} x` })).toBe(400);
  expect(await publish('/events', `{"name":"${SAID}`)).toBe(400);
  expect(await publish('/events', { ...event, data: SAID.repeat(2_000) })).toBe(413);
  const notification = { id: SAID, type: SAID, title: SAID, body: SAID };
  const laravel = {
    name: CREATED_EVENT,
    channel: userChannel(server.userId),
    data: JSON.stringify(notification),
  };
  expect(await publish('/events', laravel)).toBe(200);
  expect(await publish('/events', laravel)).toBe(200);
  expect(await publish('/users/ada/terminate_connections', {})).toBe(200);
  await one.closed;

  // What is no HTTP.
  const { port } = new URL(server.url);
  await new Promise<void>((resolve) => {
    const bare = net.connect(Number(port), '127.0.0.1', () => bare.write(`${SAID}\r\n\r\n`));
    bare.on('close', () => resolve()).resume();
  });

  await expect.poll(() => lines.some((line) => line.includes('webhook'))).toBe(true);
  await server.stop();
  const written = lines.join('');
  for (const kind of ['serving', 'http api request refused', 'realtime connection refused', one.socketId]) {
    expect(written).toContain(kind);
  }
  const found = hidden.filter((text) => text === '' || written.includes(text));
  expect(found.map((text) => lines.find((line) => line.includes(text)))).toEqual([]);
});
