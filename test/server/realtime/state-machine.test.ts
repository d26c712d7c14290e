import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppEvent } from '../../../server/apps/apps.ts';
import type { RealtimeApp } from '../../../server/apps/realtime-app.ts';
import { createAppStates } from '../../../server/realtime/app-states.ts';
import { createConnection } from '../../../server/realtime/connection.ts';
import { LIMITS, type Limits } from '../../../server/realtime/limits.ts';
import { signChannel, signUser } from '../../../server/realtime/signature.ts';
import type { SocketWriter } from '../../../server/realtime/socket-writer.ts';
import { APP, type Frame } from './harness.ts';

const INTERVAL = LIMITS.pingIntervalMs;
const SOCKET_ID = '12.34';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const textOf = (frame: Buffer): string => {
  const length = frame[1] ?? 0;
  return frame.subarray(length < 126 ? 2 : length === 126 ? 4 : 10).toString();
};

/** A connection over a writer that records: `sent` are frames, and what else reached the wire by name. */
function open(limits: Partial<Limits> = {}, settings: Partial<RealtimeApp> = {}) {
  let app = { ...APP, ...settings };
  const apps = { byId: () => app, byKey: () => app };
  const events: AppEvent[] = [];
  const all = { ...LIMITS, subscriptions: 3, ...limits };
  const onEvent = (_app: RealtimeApp, event: AppEvent) => void events.push(event);
  const appState = createAppStates({ apps, limits: all, now: Date.now, onEvent }).get(app);
  const sent: (Frame | 'ws ping' | 'ws pong' | number)[] = [];
  let isFull = false;
  const writer: SocketWriter = {
    send(frame) {
      if (!isFull) sent.push(JSON.parse(textOf(frame)));
      return !isFull;
    },
    ping: () => void sent.push('ws ping'),
    pong() {
      if (!isFull) sent.push('ws pong');
      return !isFull;
    },
    close: (code) => void sent.push(code),
  };
  const connection = createConnection({
    writer,
    socketId: SOCKET_ID,
    appState,
    limits: all,
    clock: () => Date.now(),
  });
  const take = () => sent.splice(0);
  take();
  return {
    appState,
    events,
    connection,
    take,
    serve: (enabled: boolean) => {
      app = { ...app, enabled };
    },
    fill: (full: boolean) => {
      isFull = full;
    },
    receive: (frame: unknown) => connection.receive(JSON.stringify(frame)),
  };
}

const subscribe = (channel: string, auth?: string, data?: string) => ({
  event: 'pusher:subscribe',
  data: { channel, auth, channel_data: data },
});
const signed = (channel: string, data?: string) =>
  subscribe(channel, signChannel(APP, SOCKET_ID, channel, data), data);
const signIn = (data: string) => ({
  event: 'pusher:signin',
  data: { auth: signUser(APP, SOCKET_ID, data), user_data: data },
});

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
    ['a WebSocket ping', (c: ReturnType<typeof open>) => c.connection.heard(Buffer.from('x'))],
  ])('keeps a client from which %s comes', (_what, live) => {
    const client = open();
    for (let i = 0; i < 10; i += 1) {
      vi.advanceTimersByTime(2 * INTERVAL);
      live(client);
    }
    expect(client.take()).not.toContain(4201);
  });

  it('asks nobody who speaks before the interval is over', () => {
    const { connection, receive, take } = open();
    for (let i = 0; i < 5; i += 1) {
      vi.advanceTimersByTime(INTERVAL - 1);
      receive({ event: 'pusher:ping' });
      vi.advanceTimersByTime(INTERVAL - 1);
      connection.heard();
    }
    expect(new Set(take().map((sent) => JSON.stringify(sent)))).toEqual(
      new Set(['{"event":"pusher:pong","data":"{}"}']),
    );
    // Give or take a second, in which others are asked as well.
    vi.advanceTimersByTime(INTERVAL + 1_000);
    expect(take()).toEqual(['ws ping']);
  });

  it.each([
    ['a message', (c: ReturnType<typeof open>) => c.receive({ event: 'pusher:ping' })],
    ['a WebSocket ping', (c: ReturnType<typeof open>) => c.connection.heard(Buffer.from('x'))],
  ])('ends a client of an app that is served no more at %s, however often it speaks', (_what, speak) => {
    const client = open();
    speak(client);
    client.take();
    client.serve(false);
    speak(client);
    expect(client.take()).toEqual([expect.objectContaining({ event: 'pusher:error' }), 4003]);
  });

  it('stops with the socket, and so does the wait for an authorisation', () => {
    const { connection, take } = open({}, { authorizedConnections: true });
    connection.dispose();
    vi.advanceTimersByTime(10 * INTERVAL);
    expect(take()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('neither reads nor writes after the goodbye, and says it once', () => {
  const { connection, receive, take } = open();
  connection.end('shutting_down');
  connection.end('shutting_down');
  connection.disconnect('terminated');
  receive(subscribe('a'));
  receive({ event: 'pusher:ping' });
  connection.heard(Buffer.from('x'));
  connection.send(Buffer.from('late'));
  expect(take()).toEqual([4100]);
});

it.each(['dispose', 'end', 'overflow'] as const)('leaves nothing behind (%s)', async (how) => {
  const { appState, events, connection, receive, take, fill } = open();
  receive(subscribe('a'));
  receive(signed('presence-b', '{"user_id":1}'));
  receive(signIn('{"id":"ada","watchlist":["ada"]}'));
  take();
  if (how === 'end') connection.end('shutting_down');
  else if (how === 'dispose') connection.dispose();
  else {
    fill(true);
    appState.publish('a', 'e', '{}');
    await Promise.resolve();
  }
  appState.publish('a', 'e', '{}');
  appState.sendToUser('ada', 'e', '{}');
  expect(take()).toEqual(how === 'dispose' ? [] : [4100]);
  expect([...appState.channels()]).toEqual([]);
  expect(appState.connections).toBe(0);
  expect(events.slice(-3).map(({ name }) => name)).toEqual([
    'channel_vacated',
    'member_removed',
    'channel_vacated',
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

describe('any sequence of what a client, a publisher and the clock may do', () => {
  const names = [
    'a',
    'b',
    'private-a',
    'presence-a',
    'cache-a',
    'presence-cache-a',
    '#server-to-user-1',
    'no no',
    '',
  ];
  const channel = fc.constantFrom(...names);
  const frames = (frame: fc.Arbitrary<unknown>) =>
    frame.map((value) => ({ do: 'frame', frame: value }) as const);
  const memberData = fc.constantFrom('{"user_id":1}', '{"user_id":"1"}', '{"user_id":{}}', 'x');
  const step = fc.oneof(
    { weight: 4, arbitrary: frames(channel.map((name) => signed(name))) },
    { weight: 2, arbitrary: frames(fc.tuple(channel, memberData).map(([name, data]) => signed(name, data))) },
    frames(channel.map((name) => subscribe(name))),
    frames(channel.map((name) => ({ event: 'pusher:unsubscribe', data: { channel: name } }))),
    frames(channel.map((name) => ({ event: 'client-a', channel: name, data: {} }))),
    frames(fc.constantFrom('{"id":1}', '{"id":"2"}', '{"id":1,"watchlist":[1,2]}').map(signIn)),
    frames(
      fc.constantFrom(signIn('{}'), signIn('x'), {
        ...signIn('{"id":1}'),
        data: { auth: '', user_data: '' },
      }),
    ),
    frames(fc.jsonValue()),
    fc.string().map((text) => ({ do: 'text', text }) as const),
    channel.map((name) => ({ do: 'publish', channel: name }) as const),
    fc.nat(2 * INTERVAL).map((ms) => ({ do: 'wait', ms }) as const),
    fc.boolean().map((full) => ({ do: 'fill', full }) as const),
    fc.constantFrom(
      { do: 'heard' } as const,
      { do: 'end' } as const,
      { do: 'dispose' } as const,
      { do: 'terminate' } as const,
    ),
  );

  it('never throws, refuses with a code, delivers to exactly the subscribed and is silent after the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const client = open({ subscriptions: 3 }, { subscriptionCount: true, authorizedConnections: true });
        const { appState, connection, take, receive, fill } = client;
        const subscribed = new Set<string>();
        let isUser1 = false;
        let isFull = false;
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
              appState.publish(action.channel, 'news', '{}');
              break;
            case 'wait':
              vi.advanceTimersByTime(action.ms);
              break;
            case 'fill':
              isFull = action.full;
              fill(isFull);
              break;
            case 'heard':
              connection.heard(Buffer.from('x'));
              break;
            case 'end':
              connection.end('shutting_down');
              break;
            case 'dispose':
              connection.dispose();
              break;
            case 'terminate':
              appState.terminateUser('1');
              break;
            default:
              action satisfies never;
          }
          await Promise.resolve();
          const sent = take();
          if (over) expect(sent).toEqual([]);
          for (const item of sent) {
            if (typeof item !== 'object') continue;
            if (item.event === 'pusher:error') {
              expect((item.data as { code: unknown }).code).toEqual(expect.any(Number));
            }
            if (item.event === 'pusher_internal:subscription_succeeded') subscribed.add(item.channel ?? '');
            if (item.event === 'pusher:signin_success') isUser1 ||= !String(item.data).includes('"2');
          }
          const closes = sent.filter((item) => typeof item === 'number');
          expect(closes.length).toBeLessThanOrEqual(1);
          over ||= closes.length === 1 || action.do === 'dispose';
          expect(appState.connections).toBe(over ? 0 : 1);
          if (action.do === 'frame') {
            const frame = action.frame as { event?: unknown; data?: { channel?: unknown } } | null;
            if (frame?.event === 'pusher:unsubscribe') subscribed.delete(String(frame.data?.channel));
          }
          expect(new Set([...appState.channels()].map(({ name }) => name))).toEqual(
            over ? new Set() : new Set([...subscribed].filter((name) => !name.startsWith('#'))),
          );
          if (action.do === 'publish' && !over && !isFull) {
            const isHere = action.channel.startsWith('#') ? isUser1 : subscribed.has(action.channel);
            expect(sent).toEqual(isHere ? [{ event: 'news', channel: action.channel, data: '{}' }] : []);
          }
        }
        connection.dispose();
        expect([...appState.channels()]).toEqual([]);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
