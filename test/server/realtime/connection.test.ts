import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionDeps, createConnection } from '../../../server/realtime/connection.ts';
import { createHub } from '../../../server/realtime/hub.ts';
import { ERRORS, type ErrorName } from '../../../server/realtime/protocol.ts';
import { signChannel } from '../../../server/realtime/signature.ts';
import { APP, type Frame } from './harness.ts';

const INTERVAL = 25_000;
const SOCKET_ID = '12.34';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection over a socket that records: `sent` are frames, and what else reached the wire by name. */
function open(limits: Partial<ConnectionDeps['limits']> = {}) {
  const hub = createHub();
  const joined = new Set<string>();
  const sent: (Frame | 'ws ping' | number)[] = [];
  const socket = {
    bufferedAmount: 0,
    send: (frame: unknown) => void sent.push(JSON.parse(String(frame))),
    ping: () => void sent.push('ws ping'),
    close: (code?: number) => void sent.push(code ?? 0),
  };
  const connection = createConnection({
    socket,
    socketId: SOCKET_ID,
    hub: {
      join(channel, subscriber) {
        joined.add(channel);
        hub.join(channel, subscriber);
      },
      leave(channel, subscriber) {
        joined.delete(channel);
        hub.leave(channel, subscriber);
      },
    },
    app: () => APP,
    limits: { queueBytes: 10_000, subscriptions: 3, pingIntervalMs: INTERVAL, ...limits },
  });
  const take = () => sent.splice(0);
  take();
  return {
    hub,
    joined,
    socket,
    connection,
    take,
    receive: (frame: unknown) => connection.receive(JSON.stringify(frame)),
  };
}

const subscribe = (channel: string, auth?: string) => ({
  event: 'pusher:subscribe',
  data: { channel, auth },
});
const signed = (channel: string) => subscribe(channel, signChannel(APP, SOCKET_ID, channel));
const succeeded = (channel: string) => ({
  event: 'pusher_internal:subscription_succeeded',
  channel,
  data: '{}',
});
const error = (name: ErrorName) => ({ event: 'pusher:error', data: ERRORS[name] });

describe('liveness', () => {
  it('asks a silent client twice, then closes with 4201', () => {
    const { take } = open();
    vi.advanceTimersByTime(INTERVAL);
    expect(take()).toEqual(['ws ping']);
    vi.advanceTimersByTime(INTERVAL);
    expect(take()).toEqual([{ event: 'pusher:ping', data: '{}' }]);
    vi.advanceTimersByTime(INTERVAL);
    expect(take()).toEqual([4201]);
    vi.advanceTimersByTime(10 * INTERVAL);
    expect(take()).toEqual([]);
  });

  it.each([
    ['any message', (c: ReturnType<typeof open>) => c.receive({ event: 'pusher:pong', data: {} })],
    ['a WebSocket pong', (c: ReturnType<typeof open>) => c.connection.heard()],
  ])('keeps a client from which %s comes', (_what, live) => {
    const client = open();
    for (let i = 0; i < 10; i += 1) {
      vi.advanceTimersByTime(2 * INTERVAL);
      live(client);
    }
    expect(client.take()).not.toContain(4201);
  });

  it('stops with the socket', () => {
    const { connection, take } = open();
    connection.dispose();
    vi.advanceTimersByTime(10 * INTERVAL);
    expect(take()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('subscriptions', () => {
  it('succeed again for who is subscribed, and deliver once', () => {
    const { hub, receive, take } = open();
    receive(signed('private-a'));
    receive(signed('private-a'));
    hub.publish('private-a', 'e', '{}');
    expect(take()).toEqual([
      succeeded('private-a'),
      succeeded('private-a'),
      { event: 'e', channel: 'private-a', data: '{}' },
    ]);
  });

  it('end silently, also where there was none', () => {
    const { hub, receive, take } = open();
    receive(subscribe('a'));
    receive({ event: 'pusher:unsubscribe', data: { channel: 'a' } });
    receive({ event: 'pusher:unsubscribe', data: { channel: 'a' } });
    receive({ event: 'pusher:unsubscribe', data: { channel: 'never' } });
    hub.publish('a', 'e', '{}');
    expect(take()).toEqual([succeeded('a')]);
  });

  it('are limited per connection; a known channel and a freed place are not refused', () => {
    const { receive, take } = open({ subscriptions: 2 });
    for (const channel of ['a', 'b', 'c', 'b']) receive(subscribe(channel));
    receive({ event: 'pusher:unsubscribe', data: { channel: 'a' } });
    receive(subscribe('c'));
    expect(take()).toMatchObject([
      succeeded('a'),
      succeeded('b'),
      { event: 'pusher:subscription_error', channel: 'c', data: { type: 'LimitReached' } },
      error('too_many_subscriptions'),
      succeeded('b'),
      succeeded('c'),
    ]);
  });

  it.each(['dispose', 'end'] as const)(
    'end with the connection (%s), and leave nothing in the hub',
    (how) => {
      const { hub, joined, connection, receive, take } = open();
      receive(subscribe('a'));
      receive(signed('private-b'));
      take();
      if (how === 'end') connection.end('shutting_down');
      else connection.dispose();
      hub.publish('a', 'e', '{}');
      expect(take()).toEqual(how === 'end' ? [4100] : []);
      expect([...joined]).toEqual([]);
    },
  );

  it('ask for the app each time, so that a new secret holds at once', () => {
    const hub = createHub();
    const sent: Frame[] = [];
    let secret = 'old';
    const connection = createConnection({
      socket: {
        bufferedAmount: 0,
        send: (frame: unknown) => void sent.push(JSON.parse(String(frame))),
        ping() {},
        close() {},
      },
      socketId: SOCKET_ID,
      hub,
      app: () => ({ key: APP.key, secret }),
      limits: { queueBytes: 10_000, subscriptions: 3, pingIntervalMs: INTERVAL },
    });
    secret = 'new';
    const auth = signChannel({ key: APP.key, secret }, SOCKET_ID, 'private-a');
    connection.receive(JSON.stringify(subscribe('private-a', auth)));
    expect(sent.at(-1)).toEqual(succeeded('private-a'));
  });
});

describe('a client that does not read', () => {
  it('is closed with 4100 instead of filling the memory, and hears nothing more', () => {
    const { hub, socket, receive, take } = open({ queueBytes: 1_000 });
    receive(subscribe('a'));
    take();
    socket.bufferedAmount = 900;
    hub.publish('a', 'e', '{}');
    socket.bufferedAmount = 990;
    hub.publish('a', 'e', '{}');
    socket.bufferedAmount = 0;
    hub.publish('a', 'e', '{}');
    expect(take()).toEqual([{ event: 'e', channel: 'a', data: '{}' }, 4100]);
  });

  it('cannot fill it by asking either', () => {
    const { socket, receive, take } = open({ queueBytes: 1_000 });
    socket.bufferedAmount = 1_000;
    receive({ event: 'pusher:ping' });
    receive({ event: 'pusher:ping' });
    expect(take()).toEqual([4100]);
  });
});

it('neither reads nor writes after the goodbye, and says it once', () => {
  const { connection, receive, take } = open();
  connection.end('shutting_down');
  connection.end('shutting_down');
  receive(subscribe('a'));
  receive({ event: 'pusher:ping' });
  connection.send(Buffer.from('{"event":"late"}'));
  expect(take()).toEqual([4100]);
});

describe('any sequence of what a client, a publisher and the clock may do', () => {
  const channel = fc.constantFrom('a', 'b', 'private-a', 'presence-a', 'cache-a', 'no no', '');
  const step = fc.oneof(
    { weight: 4, arbitrary: channel.map((name) => ({ do: 'frame', frame: signed(name) }) as const) },
    channel.map((name) => ({ do: 'frame', frame: subscribe(name) }) as const),
    channel.map(
      (name) => ({ do: 'frame', frame: { event: 'pusher:unsubscribe', data: { channel: name } } }) as const,
    ),
    fc.jsonValue().map((frame) => ({ do: 'frame', frame }) as const),
    fc.string().map((text) => ({ do: 'text', text }) as const),
    channel.map((name) => ({ do: 'publish', channel: name }) as const),
    fc.nat(2 * INTERVAL).map((ms) => ({ do: 'wait', ms }) as const),
    fc.nat(1_200).map((bytes) => ({ do: 'buffer', bytes }) as const),
    fc.constantFrom({ do: 'heard' } as const, { do: 'end' } as const, { do: 'dispose' } as const),
  );

  it('never throws, refuses with a code, delivers to exactly the subscribed and is silent after the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { hub, joined, socket, connection, take, receive } = open({
          queueBytes: 1_200,
          subscriptions: 2,
        });
        const subscribed = new Set<string>();
        let over = false;
        for (const action of steps) {
          switch (action.do) {
            case 'frame':
              receive(action.frame);
              break;
            case 'text':
              connection.receive(action.text);
              break;
            case 'publish':
              hub.publish(action.channel, 'news', '{}');
              break;
            case 'wait':
              vi.advanceTimersByTime(action.ms);
              break;
            case 'buffer':
              socket.bufferedAmount = action.bytes;
              break;
            case 'heard':
              connection.heard();
              break;
            case 'end':
              connection.end('shutting_down');
              break;
            case 'dispose':
              connection.dispose();
              break;
            default:
              action satisfies never;
          }
          const sent = take();
          if (over) expect(sent).toEqual([]);
          for (const item of sent) {
            if (typeof item !== 'object') continue;
            if (item.event === 'pusher:error') {
              expect((item.data as { code: unknown }).code).toEqual(expect.any(Number));
            }
            if (item.event === 'pusher_internal:subscription_succeeded') subscribed.add(item.channel ?? '');
          }
          const closes = sent.filter((item) => typeof item === 'number');
          expect(closes.length).toBeLessThanOrEqual(1);
          over ||= closes.length === 1 || action.do === 'dispose';
          if (over) expect([...joined]).toEqual([]);
          if (action.do === 'frame') {
            const frame = action.frame as { event?: unknown; data?: { channel?: unknown } } | null;
            if (frame?.event === 'pusher:unsubscribe') subscribed.delete(String(frame.data?.channel));
          }
          if (action.do === 'publish' && !over) {
            expect(sent).toEqual(
              subscribed.has(action.channel) ? [{ event: 'news', channel: action.channel, data: '{}' }] : [],
            );
          }
        }
        connection.dispose();
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
