import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ERRORS, type ErrorName } from '../../../server/realtime/protocol.ts';
import { createBucket } from '../../../server/realtime/token-bucket.ts';
import { type Client, connected, rawClient, startRealtime } from './harness.ts';

const upgrade = (key: string): string =>
  `GET /app/${key}?protocol=7 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('a message that makes no sense', () => {
  it.each<[what: string, text: string, name: ErrorName]>([
    ['no JSON', '{"event":', 'malformed_message'],
    ['no object', '[]', 'malformed_message'],
    ['no event', '{"data":{}}', 'malformed_message'],
    ['deep nesting', '['.repeat(60_000), 'malformed_message'],
    ['an unknown event', '{"event":"pusher:dance"}', 'unsupported_event'],
    ["the server's own event", '{"event":"pusher_internal:member_added"}', 'unsupported_event'],
    ['a very long unknown event', `{"event":"${'x'.repeat(60_000)}"}`, 'unsupported_event'],
  ])('for %s is answered with an error; the socket stays', async (_what, text, name) => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.send(text);
    expect(await client.rest()).toEqual([{ event: 'pusher:error', data: ERRORS[name] }]);
    await client.join('news');
  });

  it.each<[what: string, act: (client: Client) => void, code: number]>([
    ['a binary one', ({ socket }) => socket.send(Buffer.from('{"event":"pusher:ping"}')), 1003],
    ['text that is not UTF-8', ({ socket }) => socket.send(Buffer.from([0xff]), { binary: false }), 1007],
    ['one over 64 KiB', ({ send }) => send('{"event":"pusher:ping"}'.padEnd(64 * 1024 + 1)), 1009],
    [
      'fragments of over 64 KiB',
      ({ socket }) => {
        for (let i = 0; i < 65; i += 1) socket.send('x'.repeat(1024), { fin: false });
      },
      1009,
    ],
    [
      'countless tiny fragments',
      ({ socket }) => {
        for (let i = 0; i < 20_000; i += 1) socket.send('x', { fin: false });
      },
      1008,
    ],
  ])('%s closes the socket', async (_what, act, code) => {
    const { url, appState } = await startRealtime();
    const client = await connected(url);
    act(client);
    expect((await client.closed)[0]).toBe(code);
    await expect.poll(() => appState.connections).toBe(0);
    await connected(url);
  });

  it('ends the subscriptions at once, even where its sender never hangs up', async () => {
    const { port, appState } = await startRealtime();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    socket.write(upgrade('app-key'));
    await expect.poll(() => appState.connections).toBe(1);
    // A reserved opcode.
    socket.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    await expect.poll(() => appState.connections).toBe(0);
  });

  it('may come in fragments, and have 64 KiB', async () => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.socket.send('{"event":', { fin: false });
    client.socket.send('"pusher:ping"}', { fin: true });
    expect(await client.next()).toMatchObject({ event: 'pusher:pong' });
    client.send('{"event":"pusher:ping"}'.padEnd(64 * 1024));
    expect(await client.next()).toMatchObject({ event: 'pusher:pong' });
  });
});

describe('too many messages', () => {
  const few = { limits: { messages: { perSecond: 0.001, burst: 20 } } };

  it('are dropped and said to be; the socket stays', async () => {
    const { url, appState } = await startRealtime({}, few);
    const client = await connected(url);
    for (let i = 0; i < 30; i += 1) client.send({ event: 'pusher:subscribe', data: { channel: `c${i}` } });
    await expect.poll(() => client.frames.length).toBe(31);
    expect(client.frames.slice(21)).toEqual(
      Array.from({ length: 10 }, () => ({ event: 'pusher:error', data: ERRORS.too_many_messages })),
    );
    expect([...appState.channels()]).toHaveLength(20);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it.each<[what: string, act: (client: Client) => void]>([
    ['messages', (client) => client.send('{"event":"pusher:ping"}')],
    ['nonsense', (client) => client.send('nonsense')],
    ['pings', ({ socket }) => socket.ping()],
    ['pongs', ({ socket }) => socket.pong()],
  ])('for too long (%s) end the connection with 4100', async (_what, act) => {
    const { url } = await startRealtime({}, few);
    const client = await connected(url);
    for (let i = 0; i < 50; i += 1) act(client);
    expect(await client.closed).toEqual([4100, ERRORS.flood.message]);
  });

  it('are not what a client sends that subscribes to all it may at once', async () => {
    const { url, appState } = await startRealtime();
    const client = await connected(url);
    for (let i = 0; i < 200; i += 1) client.subscribe(`private-${i}`);
    expect(await client.rest()).toHaveLength(200);
    expect([...appState.channels()]).toHaveLength(200);
  });
});

describe('the rate', () => {
  function open(perSecond: number, burst: number) {
    let time = 0;
    const bucket = createBucket({ perSecond, burst }, () => time);
    return (ms: number, times: number) =>
      Array.from({ length: times }, () => {
        time += ms;
        return bucket.take();
      });
  }

  it('lets a burst through, then the rate, without end', () => {
    const take = open(10, 10);
    expect(take(0, 11)).toEqual([...Array.from({ length: 10 }, () => 'pass'), 'drop']);
    expect(take(100, 1_000)).toEqual(Array.from({ length: 1_000 }, () => 'pass'));
  });

  it('fills up to the burst, not further', () => {
    const take = open(10, 3);
    take(0, 3);
    expect(take(60_000, 1)).toEqual(['pass']);
    expect(take(0, 3)).toEqual(['pass', 'pass', 'drop']);
  });

  it('tolerates slightly too much without end, and passes what it may', () => {
    const taken = open(10, 10)(95, 10_000);
    expect(taken).not.toContain('stop');
    expect(taken.filter((verdict) => verdict === 'pass').length).toBeGreaterThan(9_400);
  });

  it('ends what is far too much', () => {
    expect(open(10, 10)(50, 100)).toContain('stop');
  });
});

describe('what never becomes a connection', () => {
  it('is cut off when its headers take too long', async () => {
    const { port } = await startRealtime({}, { limits: { headersMs: 100 } });
    const socket = connect(port, '127.0.0.1');
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('close', () => resolve(text));
    });
    socket.write('GET /app/app-key?protocol=7 HTTP/1.1\r\nHost: x\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is cut off when it was turned away and does not go', async () => {
    const { port } = await startRealtime({}, { limits: { closeTimeoutMs: 50 } });
    const socket = connect(port, '127.0.0.1');
    const gone = new Promise((resolve) => socket.on('close', resolve));
    socket.resume();
    socket.write(upgrade('another-key'));
    await gone;
  });

  it('does not flood the log', async () => {
    const lines: object[] = [];
    const info = (fields: object) => void lines.push(fields);
    const { url } = await startRealtime({ enabled: false }, { log: { debug() {}, info } });
    for (let i = 0; i < 20; i += 1) await rawClient(url).closed;
    expect(lines).toEqual([{ reason: 'app_disabled', refused: 1 }]);
  });
});
