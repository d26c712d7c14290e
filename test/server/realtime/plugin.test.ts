import { request } from 'node:http';
import { connect } from 'node:net';
import { Value } from 'typebox/value';
import { describe, expect, it, vi } from 'vitest';
import { ErrorBody } from '#server/error';
import { ERRORS } from '../../../server/realtime/protocol.ts';
import { signChannel } from '../../../server/realtime/signature.ts';
import { APP, connected, rawClient, startRealtime } from './harness.ts';

const subscribe = (channel: string, auth?: string, channelData?: string) => ({
  event: 'pusher:subscribe',
  data: { channel, auth, channel_data: channelData },
});

/** Status and JSON body of an upgrade that is answered over HTTP. */
const refusedUpgrade = (port: number): Promise<{ status: number | undefined; body: unknown }> =>
  new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
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
  it('is welcomed with a socket id of its own that the SDKs accept', async () => {
    const { url } = await startRealtime();
    const [a, b] = [await connected(url), await connected(url)];
    expect(a.socketId).toMatch(/^\d+\.\d+$/);
    expect(a.socketId).not.toBe(b.socketId);
    expect(a.frames).toEqual([
      {
        event: 'pusher:connection_established',
        data: JSON.stringify({ socket_id: a.socketId, activity_timeout: 30 }),
      },
    ]);
  });

  it.each([
    [`/app/other?protocol=7`, 'unknown_app', 4001],
    [`/apps/${APP.key}?protocol=7`, 'unknown_path', 4005],
    [`/app/${APP.key}?protocol=x`, 'malformed_version', 4006],
    [`/app/${APP.key}?protocol=4`, 'unsupported_version', 4007],
    [`/app/${APP.key}`, 'missing_version', 4008],
  ] as const)('%s is told %s and closed with %i', async (path, name, code) => {
    const { port } = await startRealtime();
    const client = rawClient(`ws://127.0.0.1:${port}${path}`);
    expect(await client.closed).toEqual([code, ERRORS[name].message]);
    expect(client.frames).toEqual([{ event: 'pusher:error', data: { code, message: ERRORS[name].message } }]);
  });

  it.each(['foreign_host', 'foreign_origin'] as const)('%s is answered 403 over HTTP', async (code) => {
    const { port } = await startRealtime({ guard: () => code });
    const { status, body } = await refusedUpgrade(port);
    expect(status).toBe(403);
    expect(Value.Check(ErrorBody, body)).toBe(true);
    expect(body).toMatchObject({ error: { code } });
  });

  it('outlives a client that leaves during the refusal', async () => {
    const { port, url } = await startRealtime({
      guard: ({ headers }) => (headers.origin === undefined ? null : 'foreign_origin'),
    });
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
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /);
    await expect(connected(url)).resolves.toBeDefined();
  });
});

describe('subscribing', () => {
  it('gets the events of a public channel', async () => {
    const { url, hub } = await startRealtime();
    const client = await connected(url);
    client.send(subscribe('news'));
    expect(await client.next()).toEqual({
      event: 'pusher_internal:subscription_succeeded',
      channel: 'news',
      data: '{}',
    });
    hub.publish('news', 'headline', '{"text":"ünï 🔔"}');
    expect(await client.next()).toEqual({ event: 'headline', channel: 'news', data: '{"text":"ünï 🔔"}' });
  });

  it.each([undefined, '{"user_id":"1"}'])(
    'gets into a private channel with a signature (data: %s)',
    async (data) => {
      const { url, hub } = await startRealtime();
      const client = await connected(url);
      client.send(subscribe('private-a', signChannel(APP, client.socketId, 'private-a', data), data));
      expect(await client.next()).toMatchObject({ event: 'pusher_internal:subscription_succeeded' });
      hub.publish('private-a', 'e', '{}');
      expect(await client.next()).toMatchObject({ event: 'e' });
    },
  );

  const refusals: readonly [string, (socketId: string) => object, string, string, number][] = [
    ['no signature', () => subscribe('private-a'), 'private-a', 'AuthError', 401],
    [
      'a wrong signature',
      () => subscribe('private-a', `${APP.key}:${'0'.repeat(64)}`),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'the signature of another socket',
      () => subscribe('private-a', signChannel(APP, '1.1', 'private-a')),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'the key of another app',
      (id) => subscribe('private-a', signChannel({ ...APP, key: 'other-k' }, id, 'private-a')),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'channel data that was not signed',
      (id) => subscribe('private-a', signChannel(APP, id, 'private-a'), '{}'),
      'private-a',
      'AuthError',
      401,
    ],
    [
      'presence',
      (id) => subscribe('presence-a', signChannel(APP, id, 'presence-a', '{}'), '{}'),
      'presence-a',
      'NotSupported',
      501,
    ],
    ['a cache channel', () => subscribe('cache-a'), 'cache-a', 'NotSupported', 501],
    [
      "the server's own channel",
      () => subscribe('#server-to-user-1'),
      '#server-to-user-1',
      'InvalidChannel',
      400,
    ],
    ['a name outside of the alphabet', () => subscribe('a b'), 'a b', 'InvalidChannel', 400],
  ];
  it.each(refusals)('with %s is refused on the channel and as 4009; the socket stays', async (...row) => {
    const [, frame, channel, type, status] = row;
    const { url, hub } = await startRealtime();
    const client = await connected(url);
    client.send(frame(client.socketId));
    expect(await client.next()).toEqual({
      event: 'pusher:subscription_error',
      channel,
      data: { type, status, error: expect.any(String) },
    });
    expect(await client.next()).toEqual({ event: 'pusher:error', data: ERRORS.subscription_refused });
    hub.publish(channel, 'secret', '{}');
    client.send({ event: 'pusher:ping', data: {} });
    expect(await client.next()).toEqual({ event: 'pusher:pong', data: '{}' });
  });
});

describe('bad input', () => {
  it.each([
    ['not JSON', '{"event":', 'malformed_message'],
    ['a frame without an event', '{"data":{}}', 'malformed_message'],
    ['an unknown event', '{"event":"pusher:dance"}', 'unsupported_event'],
    ['signing in', '{"event":"pusher:signin","data":{"auth":"a","user_data":"{}"}}', 'unsupported_event'],
    ['a client event', '{"event":"client-typing","channel":"private-a","data":{}}', 'client_events_off'],
  ] as const)('%s is answered with an error; the socket stays', async (_what, text, name) => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.send(text);
    expect(await client.next()).toEqual({ event: 'pusher:error', data: ERRORS[name] });
    client.send(subscribe('news'));
    expect(await client.next()).toMatchObject({ event: 'pusher_internal:subscription_succeeded' });
  });

  it('a binary message closes with 1003', async () => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.socket.send(Buffer.from('{"event":"pusher:ping"}'), { binary: true });
    expect(await client.closed).toEqual([1003, ERRORS.binary_message.message]);
  });

  it('a message over 10 KiB closes with 1009, one of 10 KiB does not', async () => {
    const { url } = await startRealtime();
    const client = await connected(url);
    const sized = (bytes: number) => `{"event":"pusher:ping"}`.padEnd(bytes);
    client.send(sized(10 * 1024));
    expect(await client.next()).toMatchObject({ event: 'pusher:pong' });
    client.send(sized(10 * 1024 + 1));
    expect((await client.closed)[0]).toBe(1009);
  });

  it('text that is not UTF-8 closes with 1007', async () => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await client.closed)[0]).toBe(1007);
  });
});

describe('liveness', () => {
  it('a client that answers nothing is pinged on both levels, then closed with 4201, subscribed or not', async () => {
    const { url } = await startRealtime({ limits: { pingIntervalMs: 20 } });
    const client = rawClient(url, { autoPong: false });
    let pings = 0;
    client.socket.on('ping', () => {
      pings += 1;
    });
    expect((await client.closed)[0]).toBe(4201);
    expect(client.frames.map(({ event }) => event)).toEqual(['pusher:connection_established', 'pusher:ping']);
    expect(pings).toBe(1);
  });

  it('a client that only answers WebSocket pings stays', async () => {
    const { url } = await startRealtime({ limits: { pingIntervalMs: 20 } });
    const client = await connected(url);
    let pings = 0;
    client.socket.on('ping', () => {
      pings += 1;
    });
    await expect.poll(() => pings).toBeGreaterThan(5);
    client.send({ event: 'pusher:ping' });
    await expect.poll(() => client.frames.at(-1)).toMatchObject({ event: 'pusher:pong' });
  });

  it('a client that only sends WebSocket pings stays', async () => {
    const { url } = await startRealtime({ limits: { pingIntervalMs: 50 } });
    const client = rawClient(url, { autoPong: false });
    let pings = 0;
    client.socket.on('ping', () => {
      pings += 1;
    });
    client.socket.on('open', () => {
      const timer = setInterval(() => client.socket.ping(), 5);
      client.socket.on('close', () => clearInterval(timer));
    });
    await expect.poll(() => pings).toBeGreaterThan(5);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });
});

it('a connection that is gone holds no timer', async () => {
  const started = vi.spyOn(globalThis, 'setInterval');
  const stopped = vi.spyOn(globalThis, 'clearInterval');
  const pingIntervalMs = 12_345;
  const { url } = await startRealtime({ limits: { pingIntervalMs } });
  const client = await connected(url);
  const heartbeat = started.mock.results[started.mock.calls.findIndex(([, ms]) => ms === pingIntervalMs)];
  expect(heartbeat).toBeDefined();
  client.socket.terminate();
  await expect.poll(() => stopped.mock.calls.flat()).toContain(heartbeat?.value);
});

describe('a client that does not read', () => {
  it('is closed with 4100; the others get everything', async () => {
    const { url, hub } = await startRealtime({ limits: { queueBytes: 256 * 1024 } });
    const [slow, quick] = [await connected(url), await connected(url)];
    for (const client of [slow, quick]) {
      client.send(subscribe('news'));
      await client.next();
    }
    slow.socket.pause();
    const data = JSON.stringify('x'.repeat(64 * 1024));
    const rounds = 200;
    for (let round = 1; round <= rounds; round += 1) {
      hub.publish('news', `e${round}`, data);
      expect((await quick.next()).event).toBe(`e${round}`);
    }
    slow.socket.resume();
    expect(await slow.closed).toEqual([4100, ERRORS.too_slow.message]);
    expect(slow.frames.length).toBeLessThan(rounds);
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
  const { url, hub, close } = await startRealtime({ log: { debug: line, info: line } });
  const client = await connected(url);
  client.send(subscribe('news-of-ada'));
  await client.next();
  hub.publish('news-of-ada', 'headline', '{"title":"confidential"}');
  await client.next();
  client.send('{"event":"nonsense","data":"confidential"}');
  await client.next();
  client.socket.send(Buffer.alloc(20_000, 'confidential'), { binary: false });
  await client.closed;
  await close();
  expect(lines.join('\n')).toContain('realtime connection closed');
  expect(lines.join('\n')).not.toMatch(/ada|confidential|headline/);
});
