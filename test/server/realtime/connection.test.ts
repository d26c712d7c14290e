import { request } from 'node:http';
import { connect } from 'node:net';
import { Value } from 'typebox/value';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ErrorBody } from '#server/error';
import { ERRORS } from '../../../server/realtime/protocol.ts';
import { APP, connected, rawClient, startRealtime, stockClient } from './harness.ts';

/** Status and JSON body of an upgrade that is answered over HTTP. */
const refusedUpgrade = (
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<{ status: number | undefined; body: unknown }> =>
  new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...more,
    };
    request({ port, host: '127.0.0.1', path: `/app/${APP.key}?protocol=7`, headers })
      .on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
      })
      .on('upgrade', () => reject(new Error('was upgraded')))
      .on('error', reject)
      .end();
  });

describe('connecting', () => {
  it('gets a unique socket id that the SDKs accept', async () => {
    const { url, appState } = await startRealtime();
    const [a, b] = [await connected(url), await connected(url)];
    expect(a.socketId).toMatch(/^\d+\.\d+$/);
    expect(a.socketId).not.toBe(b.socketId);
    expect(a.frames).toEqual([
      {
        event: 'pusher:connection_established',
        data: JSON.stringify({ socket_id: a.socketId, activity_timeout: 30 }),
      },
    ]);
    expect(appState.connections).toBe(2);
  });

  it('connects pusher-js', async () => {
    const pusher = stockClient(await startRealtime());
    await expect.poll(() => pusher.connection.state).toBe('connected');
  });

  it.each(['foreign_host', 'foreign_origin'] as const)('%s is answered 403 over HTTP', async (code) => {
    const { port } = await startRealtime({}, { guard: () => code });
    const { status, body } = await refusedUpgrade(port);
    expect(status).toBe(403);
    expect(Value.Check(ErrorBody, body)).toBe(true);
    expect(body).toMatchObject({ error: { code } });
  });

  it.each([{ 'Content-Length': '10' }, { 'Transfer-Encoding': 'chunked' }])(
    'an upgrade that announces a body (%o) is answered 400: a proxy would read it otherwise',
    async (headers) => {
      const { port } = await startRealtime();
      expect(await refusedUpgrade(port, headers)).toMatchObject({
        status: 400,
        body: { error: { code: 'bad_request' } },
      });
    },
  );

  it('outlives a client that leaves during the refusal', async () => {
    const { port, url } = await startRealtime(
      {},
      { guard: ({ headers }) => (headers.origin === undefined ? null : 'foreign_origin') },
    );
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.write(
        'GET /app/x HTTP/1.1\r\nHost: x\r\nOrigin: http://evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        () => resolve(),
      );
    });
    socket.resetAndDestroy();
    await expect(connected(url)).resolves.toBeDefined();
  });

  it('outlives an upgrade that is not a WebSocket', async () => {
    const { port, url } = await startRealtime();
    const socket = connect(port, '127.0.0.1');
    const answer = new Promise<string>((resolve) => {
      socket.once('data', (data) => resolve(data.toString()));
    });
    socket.write('GET /app/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
    await expect(connected(url)).resolves.toBeDefined();
  });
});

it('leaves its channels as soon as it says goodbye, however long its TCP connection stays', async () => {
  const { port, appState, events } = await startRealtime({}, { limits: { closeTimeoutMs: 60_000 } });
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.setEncoding('latin1').on('data', (data) => {
    received += data;
  });
  socket.write(
    [
      `GET /app/${APP.key}?protocol=7 HTTP/1.1`,
      ...['Host: x', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
      ...['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
    ].join('\r\n'),
  );
  await expect.poll(() => received).toContain('connection_established');
  // Masked with zeros, which leaves the payload as it is (RFC 6455, 5.3).
  const frame = (opcode: number, payload: Buffer) =>
    Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
  socket.write(frame(1, Buffer.from('{"event":"pusher:subscribe","data":{"channel":"news"}}')));
  await expect.poll(() => [...appState.channels()]).toHaveLength(1);
  socket.write(frame(8, Buffer.from([0x03, 0xe8])));
  // Its answer is on its way before the end, for which the server would wait.
  await expect.poll(() => events.map(({ name }) => name)).toContain('channel_vacated');
  expect(socket.writable).toBe(true);
  expect([...appState.channels()]).toEqual([]);
});

describe('the quota', () => {
  it('counts every connection, subscribed or not, and a closed one no more', async () => {
    const { url, appState } = await startRealtime({ maxConnections: 2 });
    const first = await connected(url);
    await connected(url);
    expect((await rawClient(url).closed)[0]).toBe(4004);
    first.socket.close();
    await expect.poll(() => appState.connections).toBe(1);
    await connected(url);
    expect((await rawClient(url).closed)[0]).toBe(4004);
  });
});

describe('origins', () => {
  it.each<[origins: string[], origin: string | undefined, allowed: boolean]>([
    [['*'], undefined, true],
    [['*'], 'https://any.example', true],
    [['app.example'], 'https://app.example', true],
    [['app.example'], 'http://APP.example:8080', true],
    [['app.example'], 'https://app.example.evil', false],
    [['app.example'], 'https://my-app.example', false],
    [['app.example'], undefined, false],
    [['app.example'], 'null', false],
    [['app.example'], 'not an origin', false],
    [['appXexample'], 'https://app.example', false],
    [['app.example'], 'https://appxexample', false],
    [['*.example'], 'https://a.example', true],
    [['*.example'], 'https://a.b.example', false],
    [['*.example'], 'https://example', false],
    [['a.example', 'B.example'], 'https://b.example', true],
    [['app.example:8080'], 'https://app.example:8080', true],
    [['app.example:8080'], 'https://app.example', false],
    [['https://app.example'], 'https://app.example', true],
    [['https://app.example'], 'http://app.example', false],
    [[], 'https://app.example', false],
  ])('%j lets %s in: %s', async (origins, origin, allowed) => {
    const { url } = await startRealtime({ origins });
    const options = origin === undefined ? {} : { origin };
    if (allowed) await connected(url, options);
    else expect(await rawClient(url, options).closed).toEqual([4009, ERRORS.origin_refused.message]);
  });
});

describe('where connections must be authorised', () => {
  const soon = { limits: { authorisationMs: 100 } };

  it.each<[string, (client: Awaited<ReturnType<typeof connected>>) => unknown]>([
    ['does nothing', () => {}],
    ['joins a public channel', (client) => client.join('news')],
    ['is refused', (client) => client.send({ event: 'pusher:subscribe', data: { channel: 'private-a' } })],
  ])('one that %s is told so and closed with 4009', async (_what, act) => {
    const { url } = await startRealtime({ authorizedConnections: true }, soon);
    const client = await connected(url);
    await act(client);
    expect(await client.closed).toEqual([4009, ERRORS.not_authorised_in_time.message]);
    expect(client.frames.at(-1)).toEqual({ event: 'pusher:error', data: ERRORS.not_authorised_in_time });
  });

  it('one that signs in, or joins an authorised channel, stays', async () => {
    const { url } = await startRealtime({ authorizedConnections: true }, soon);
    const late = await connected(url);
    const clients = await Promise.all([connected(url), connected(url), connected(url)]);
    clients[0].signIn('{"id":"1"}');
    await clients[1].join('private-a');
    await clients[2].join('presence-a', '{"user_id":"1"}');
    await late.closed;
    const last = await connected(url);
    await last.closed;
    for (const client of clients) await client.rest();
  });

  it('is not asked of an app that does not want it', async () => {
    const { url } = await startRealtime({}, soon);
    const client = await connected(url);
    const other = await startRealtime({ authorizedConnections: true }, soon);
    await (await connected(other.url)).closed;
    await client.rest();
  });
});

describe('the end', () => {
  it('closes every socket with 4100 (asked twice), refuses upgrades with 503 and is done when all are gone', async () => {
    const { url, port, close } = await startRealtime();
    const clients = await Promise.all(Array.from({ length: 20 }, () => connected(url)));
    const closing = Promise.all([close(), close()]);
    expect(await refusedUpgrade(port)).toMatchObject({
      status: 503,
      body: { error: { code: 'shutting_down' } },
    });
    await closing;
    for (const client of clients) expect(await client.closed).toEqual([4100, ERRORS.shutting_down.message]);
    expect(await refusedUpgrade(port)).toMatchObject({ status: 503 });
  });

  it('comes at once where nobody is connected any more', async () => {
    const { url, close } = await startRealtime();
    const client = await connected(url);
    client.socket.close();
    await client.closed;
    await close();
  });

  it('does not wait for a client that never answers the goodbye', async () => {
    const { url, close } = await startRealtime();
    const client = await connected(url);
    client.socket.pause();
    await close();
    client.socket.resume();
    expect((await client.closed)[0]).toBe(4100);
  });
});

it('logs neither channels nor what travels on them', async () => {
  const lines: string[] = [];
  const line = (fields: object, message: string) => void lines.push(JSON.stringify(fields) + message);
  const { url, appState, close } = await startRealtime({}, { log: { debug: line, info: line } });
  const client = await connected(url);
  await client.join('news-of-ada');
  appState.publish('news-of-ada', 'headline', '{"title":"confidential"}');
  await client.next();
  client.signIn('{"id":"ada"}');
  await client.next();
  client.send('{"event":"nonsense","data":"confidential"}');
  await client.next();
  client.socket.send(Buffer.alloc(100_000, 'confidential'), { binary: false });
  await client.closed;
  await close();
  expect(lines.join('\n')).toContain('realtime connection closed');
  expect(lines.join('\n')).not.toMatch(/ada|confidential|headline|app-secret/);
});
