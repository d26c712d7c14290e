import Pusher from 'pusher-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTheirWords } from '../../../../electron/sources/detail.ts';
import type { ChannelAuth } from '../../../../electron/sources/http/authorize.ts';
import { createLink, type Link } from '../../../../electron/sources/link/link.ts';
import type { LinkDeps } from '../../../../electron/sources/link/link-types.ts';
import { TroubleError } from '../../../../electron/sources/trouble.ts';
import { FakeSocket } from '../../../support/fake-socket.ts';

const MINUTE = 60_000;
const SIGNATURE: ChannelAuth = { auth: 'key:signature' };

let link: Link | undefined;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  link?.dispose();
  vi.useRealTimers();
});

function setUp(options: Partial<LinkDeps> = {}) {
  const sockets: FakeSocket[] = [];
  const subscribed: string[] = [];
  const events: unknown[] = [];
  const states: string[] = [];
  const made = createLink({
    key: 'app-key',
    endpoint: { host: 'ws.example', port: 8443, tls: true, path: '/reverb' },
    channels: ['news'],
    authorize: async () => SIGNATURE,
    onState: ({ status }) => states.push(status),
    onSubscribed: (channel) => subscribed.push(channel),
    onEvent: (...event) => events.push(event),
    socket(url) {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket;
    },
    random: () => 0,
    now: () => new Date(),
    log: () => {},
    ...options,
  });
  link = made;
  const last = (): FakeSocket => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('no socket yet');
    return socket;
  };
  /** Connects the newest socket; signatures come in the meantime. */
  async function connect(socketId = '1.1'): Promise<void> {
    last().greet(socketId);
    await vi.advanceTimersByTimeAsync(1);
  }
  return { link: made, sockets, subscribed, events, states, last, connect };
}

test('goes to the given place only, and is online once every channel is subscribed', async () => {
  const { link, sockets, last, connect, subscribed, states } = setUp({ channels: ['news', 'private-mine'] });
  expect(last().url).toMatch(/^wss:\/\/ws\.example:8443\/reverb\/app\/app-key\?protocol=7&/);
  await connect();
  expect(last().asked()).toEqual(['news', 'private-mine']);
  last().confirm('news');
  expect(link.state()).toEqual({ status: 'connecting' });
  last().confirm('private-mine');
  expect(link.state()).toEqual({ status: 'online' });
  expect(subscribed).toEqual(['news', 'private-mine']);
  expect(states).toEqual(['online']);
  expect(sockets).toHaveLength(1);
});

test('a server that cannot be reached by WebSocket is not tried in another way, and nobody else is', async () => {
  const request = vi.spyOn(Pusher.Runtime, 'createXHR');
  const { sockets } = setUp();
  await vi.advanceTimersByTimeAsync(13_900);
  expect(sockets).toHaveLength(1);
  expect(request).not.toHaveBeenCalled();
});

test.each([0.0001, 0, -30, 1e308, '1 min', null, {}])(
  'a server that wants to be pinged after %j seconds of silence is not hammered, nor forgotten',
  async (wanted) => {
    const { last } = setUp();
    last().open();
    const data = JSON.stringify({ socket_id: '1.1', activity_timeout: wanted });
    last().receive({ event: 'pusher:connection_established', data });
    last().confirm('news');
    await vi.advanceTimersByTimeAsync(MINUTE);
    const pings = last().sent.filter(({ event }) => event === 'pusher:ping').length;
    expect(pings).toBeGreaterThanOrEqual(2);
    expect(pings).toBeLessThanOrEqual(12);
  },
);

test.each([
  [{ cluster: 'eu' }, /^wss:\/\/ws-eu\.pusher\.com\/app\/app-key\?/],
  [{ host: '::1', port: 6001, tls: false }, /^ws:\/\/\[::1\]:6001\/app\/app-key\?/],
])('finds the sockets of %j', (endpoint, url) => {
  expect(setUp({ endpoint }).last().url).toMatch(url);
});

test.each([
  [4000, 'tls_needed', 5 * MINUTE],
  [4001, 'key_unknown', 5 * MINUTE],
  [4003, 'app_disabled', 5 * MINUTE],
  [4004, 'over_quota', 5 * MINUTE],
  [4005, 'not_found', 5 * MINUTE],
  [4007, 'bad_answer', 5 * MINUTE],
  [4009, 'signed_out', 7_500],
])('a close with %i means %s, and is tried again after %i ms', async (code, trouble, pause) => {
  const { link, sockets, last, connect } = setUp();
  await connect();
  last().confirm('news');
  last().end(code, 'because');
  expect(link.state()).toMatchObject({
    status: 'stopped',
    trouble,
    detail: { said: `${code} because` },
    retryAt: new Date(Date.now() + pause).toISOString(),
  });
  await vi.advanceTimersByTimeAsync(pause - 1);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sockets).toHaveLength(2);
  expect(last().url).toMatch(/^wss:\/\/ws\.example:8443\/reverb\//);
  await connect('1.2');
  last().confirm('news');
  expect(link.state()).toEqual({ status: 'online' });
});

test.each([
  [1006, 'unreachable'],
  [1001, 'unreachable'],
  [4100, 'server_error'],
  [4201, 'unreachable'],
  [4301, 'rate_limited'],
])('after a close with %i (%s) it returns after a pause', async (code, trouble) => {
  const { link, sockets, last, connect } = setUp();
  await connect();
  last().confirm('news');
  last().end(code);
  expect(link.state()).toMatchObject({
    status: 'waiting',
    trouble,
    retryAt: new Date(Date.now() + 1_000).toISOString(),
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sockets).toHaveLength(2);
});

/** Of the newest socket: how long it takes until there is another one, in seconds. */
async function pauseAfter({ sockets, last }: ReturnType<typeof setUp>, code: number): Promise<number> {
  const { length } = sockets;
  const before = Date.now();
  last().end(code);
  while (sockets.length === length) await vi.advanceTimersByTimeAsync(500);
  return (Date.now() - before) / 1_000;
}

test('the slow schedule goes from minutes to an hour', async () => {
  const made = setUp({ random: () => 1 });
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) pauses.push((await pauseAfter(made, 4001)) / 60);
  expect(pauses).toEqual([10, 20, 40, 60, 60, 60]);
});

test('a session that a deployment ends comes back, also after an outage; one that stays ended is tried every 5 minutes', async () => {
  const made = setUp({ random: () => 0.5 });
  for (let attempt = 0; attempt < 8; attempt += 1) await pauseAfter(made, 1006);
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) pauses.push(await pauseAfter(made, 4009));
  expect(pauses).toEqual([10, 30, 120, 300, 300]);
});

test('an outage is waited out with growing pauses; the state keeps saying why', async () => {
  const { link, states, last } = setUp({ random: () => 1 });
  const refused = Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:8443'), { code: 'ECONNREFUSED' });
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    last().end(1006, '', refused);
    const state = link.state();
    if (!('retryAt' in state) || state.retryAt === null) throw new Error('no time of the next try');
    expect(state).toMatchObject({ status: 'waiting', trouble: 'connection_refused' });
    pauses.push(Date.parse(state.retryAt) - Date.now());
    await vi.advanceTimersByTimeAsync(pauses.at(-1) ?? 0);
  }
  expect(pauses).toEqual([2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  expect(new Set(states)).toEqual(new Set(['waiting']));
});

test('only 30 seconds of connection make the pauses short again', async () => {
  const { link, last, connect } = setUp({ random: () => 1 });
  async function pause(): Promise<number> {
    last().end(1006);
    const state = link.state();
    if (!('retryAt' in state) || state.retryAt === null) throw new Error('no time of the next try');
    const ms = Date.parse(state.retryAt) - Date.now();
    await vi.advanceTimersByTimeAsync(ms);
    await connect(`1.${Date.now()}`);
    last().confirm('news');
    return ms;
  }
  await connect();
  expect(await pause()).toBe(2_000);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(await pause()).toBe(4_000);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await pause()).toBe(2_000);
});

test('a kick reconnects at once, after a refusal and while all looks well', async () => {
  const { link, sockets, last, connect, subscribed } = setUp();
  last().end(4003);
  link.kick();
  expect(link.state()).toEqual({ status: 'connecting' });
  await connect();
  last().confirm('news');
  link.kick();
  expect(sockets.map(({ closed }) => closed)).toEqual([true, true, false]);
  // What comes of the sockets that are left is no news.
  sockets[0]?.receive({ event: 'pusher:error', data: { code: 4001, message: 'late' } });
  sockets[1]?.end(1005);
  expect(link.state()).toEqual({ status: 'connecting' });
  await connect('1.2');
  last().confirm('news');
  expect(link.state()).toEqual({ status: 'online' });
  expect(subscribed).toEqual(['news', 'news']);
});

test('a server that does not greet is given up after 14 seconds', async () => {
  const { link, sockets, last } = setUp();
  last().open();
  await vi.advanceTimersByTimeAsync(13_999);
  expect(link.state()).toEqual({ status: 'connecting' });
  await vi.advanceTimersByTimeAsync(1);
  expect(link.state()).toMatchObject({ status: 'waiting', trouble: 'timeout' });
  expect(last().closed).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sockets).toHaveLength(2);
});

test('silence is tested after 20 seconds and means the end 6 later', async () => {
  const { link, last, connect } = setUp();
  await connect();
  last().confirm('news');
  const socket = last();
  const pings = () => socket.sent.filter(({ event }) => event === 'pusher:ping').length;
  await vi.advanceTimersByTimeAsync(19_000);
  expect(pings()).toBe(0);
  await vi.advanceTimersByTimeAsync(21_100);
  expect(pings()).toBe(2);
  expect(link.state()).toEqual({ status: 'online' });
  socket.mute = true;
  await vi.advanceTimersByTimeAsync(26_000);
  expect(link.state()).toMatchObject({ status: 'waiting', trouble: 'timeout' });
  expect(last().closed).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  await connect('1.2');
  last().confirm('news');
  expect(link.state()).toEqual({ status: 'online' });
});

test.each([
  ['as a close without a code', 4001, 'stopped', 'key_unknown'],
  ['and nothing else', 4009, 'stopped', 'signed_out'],
  ['without a code', null, 'waiting', 'server_error'],
])('an error before the greeting, %s, is a refusal', async (_how, code, status, trouble) => {
  const { link, last } = setUp();
  last().open();
  last().receive({ event: 'pusher:error', data: { code, message: 'Go away' } });
  expect(link.state()).toMatchObject({
    status,
    trouble,
    detail: { said: expect.stringContaining('Go away') },
  });
  expect(last().closed).toBe(true);
});

test('an error after the greeting that ends all ends the connection, though its socket stays open', async () => {
  const { link, last, connect } = setUp();
  await connect();
  last().receive({ event: 'pusher:error', data: { code: 4004, message: 'Over quota' } });
  expect(link.state()).toMatchObject({ status: 'stopped', trouble: 'over_quota' });
  expect(last().closed).toBe(true);
});

test.each(['{"event":"hello"}', 'nonsense', '{"event":"pusher:connection_established","data":"{}"}'])(
  'a greeting that is none (%s) is a bad answer',
  async (frame) => {
    const { link, last } = setUp();
    last().open();
    last().receive(frame);
    expect(link.state()).toMatchObject({ status: 'waiting', trouble: 'bad_answer' });
  },
);

test('a signature that fails is asked for again, on the same connection', async () => {
  const authorize = vi
    .fn<LinkDeps['authorize']>()
    .mockRejectedValueOnce(new TroubleError('server_error', inTheirWords('The app answered 500.')))
    .mockRejectedValueOnce(new TroubleError('timeout', inTheirWords('It was silent.')))
    .mockResolvedValue(SIGNATURE);
  const { link, sockets, last, connect } = setUp({ channels: ['private-mine'], authorize });
  await connect();
  expect(link.state()).toMatchObject({
    status: 'waiting',
    trouble: 'server_error',
    detail: inTheirWords('The app answered 500.'),
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(link.state()).toMatchObject({ status: 'waiting', trouble: 'timeout' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(last().asked()).toEqual(['private-mine']);
  last().confirm('private-mine');
  expect(link.state()).toEqual({ status: 'online' });
  expect(sockets).toHaveLength(1);
});

test.each([
  [
    'signed_out',
    7_500,
    { status: 'stopped', trouble: 'signed_out', detail: { said: 'No.', channel: 'private-mine' } },
  ],
  [
    'channel_forbidden',
    5 * MINUTE,
    {
      status: 'online',
      unheard: [
        {
          ...{ channel: 'private-mine', trouble: 'channel_forbidden' },
          detail: { said: 'No.', channel: 'private-mine' },
        },
      ],
    },
  ],
] as const)(
  'one channel that is refused (%s) is named and asked for after %i ms; the others live on',
  async (trouble, pause, state) => {
    const authorize = vi
      .fn<LinkDeps['authorize']>()
      .mockRejectedValue(new TroubleError(trouble, inTheirWords('No.')));
    const { link, last, connect, events, subscribed } = setUp({
      channels: ['private-mine', 'news'],
      authorize,
    });
    await connect();
    last().confirm('news');
    expect(link.state()).toMatchObject(state);
    expect(subscribed).toEqual(['news']);
    last().receive({ event: 'headline', channel: 'news', data: '{"n":1}' });
    expect(events).toEqual([['news', 'headline', { n: 1 }, null]]);
    await vi.advanceTimersByTimeAsync(pause - 1_000);
    expect(authorize).toHaveBeenCalledTimes(1);
    authorize.mockResolvedValue(SIGNATURE);
    await vi.advanceTimersByTimeAsync(1_000);
    last().confirm('private-mine');
    expect(link.state()).toEqual({ status: 'online' });
  },
);

test('if every channel is refused, all are named; a retried one works again', async () => {
  const authorize = vi
    .fn<LinkDeps['authorize']>()
    .mockRejectedValue(new TroubleError('channel_forbidden', inTheirWords('No.')));
  const { link, last, connect } = setUp({ channels: ['private-a', 'private-b'], authorize });
  await connect();
  expect(link.state()).toMatchObject({ status: 'stopped', detail: { channel: 'private-a, private-b' } });
  // Nothing is heard, so that a new connection costs nothing.
  expect(link.retry()).toBe(false);
  authorize.mockImplementation(async (_socket, channel) => {
    if (channel === 'private-a') return SIGNATURE;
    throw new TroubleError('channel_forbidden', inTheirWords('No.'));
  });
  link.kick();
  await connect('1.2');
  last().confirm('private-a');
  expect(link.state()).toMatchObject({ status: 'online', unheard: [{ channel: 'private-b' }] });
  authorize.mockResolvedValue(SIGNATURE);
  expect(link.retry()).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  last().confirm('private-b');
  expect(link.state()).toEqual({ status: 'online' });
});

test('without its main channel a source is not online, whatever else works', async () => {
  const authorize: LinkDeps['authorize'] = async (_socket, channel) => {
    if (channel === 'presence-all') return { ...SIGNATURE, channel_data: '{"user_id":1}' };
    throw new TroubleError('channel_forbidden', inTheirWords('No.'));
  };
  const { link, last, connect } = setUp({
    ...{ channels: ['private-mine', 'presence-all'], essential: 'private-mine' },
    authorize,
  });
  await connect();
  last().confirm('presence-all', { presence: { hash: { 1: {} }, count: 1 } });
  expect(link.state()).toMatchObject({ status: 'stopped', detail: { channel: 'private-mine' } });
});

test.each([
  ['for the channel', { event: 'pusher:subscription_error', channel: 'private-mine', data: { status: 401 } }],
  ['for anybody', { event: 'pusher:error', data: '{"code":4009,"message":"Connection is unauthorized"}' }],
  [
    'as hosted Pusher does',
    { event: 'pusher:error', data: { code: null, message: 'Invalid signature: of x' } },
  ],
])('the server refuses a signature, %s: asked again later', async (_how, frame) => {
  const { link, last, connect } = setUp({ channels: ['private-mine'] });
  await connect();
  last().receive(frame);
  expect(link.state()).toMatchObject({ status: 'stopped', trouble: 'channel_forbidden' });
  await vi.advanceTimersByTimeAsync(5 * MINUTE + 10);
  expect(last().asked()).toEqual(['private-mine', 'private-mine']);
  last().confirm('private-mine');
  expect(link.state()).toEqual({ status: 'online' });
});

test('errors of other channels do not affect a subscribed one', async () => {
  const { link, last, connect } = setUp({ channels: ['private-mine'] });
  await connect();
  last().confirm('private-mine');
  last().receive({ event: 'pusher:error', data: { code: 4301, message: 'Rate limit' } });
  last().receive({ event: 'pusher:error', data: { code: null, message: 'Existing subscription' } });
  expect(link.state()).toEqual({ status: 'online' });
});

test('a channel without confirmation is subscribed again', async () => {
  const { link, last, connect } = setUp();
  await connect();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(link.state()).toMatchObject({ status: 'waiting', trouble: 'timeout' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(last().asked()).toEqual(['news', 'news']);
});

test('a signature for the connection of before is thrown away', async () => {
  const answers: ((answer: ChannelAuth) => void)[] = [];
  const { link, last, connect } = setUp({
    channels: ['private-mine'],
    authorize: () => new Promise((resolve) => answers.push(resolve)),
  });
  await connect('1.1');
  link.kick();
  await connect('1.2');
  answers[0]?.({ auth: 'key:old' });
  await vi.advanceTimersByTimeAsync(1);
  expect(last().sent).toEqual([]);
  answers[1]?.({ auth: 'key:new' });
  await vi.advanceTimersByTimeAsync(1);
  expect(last().sent).toMatchObject([{ event: 'pusher:subscribe', data: { auth: 'key:new' } }]);
});

test.each([
  ['private-mine', {} as ChannelAuth],
  ['presence-room', SIGNATURE],
  ['presence-room', { ...SIGNATURE, channel_data: 'not json' }],
  ['private-encrypted-x', { ...SIGNATURE, shared_secret: '%%%' }],
])('a signature for %s that pusher-js could not use (%j) is a bad answer', async (channel, answer) => {
  const { link, connect } = setUp({ channels: [channel], authorize: async () => answer });
  await connect();
  expect(link.state()).toMatchObject({ status: 'waiting', trouble: 'bad_answer' });
});

test('frames that make no sense change nothing and harm nobody', async () => {
  const { link, last, connect, events } = setUp({
    channels: ['private-encrypted-x', 'presence-room', 'news'],
    authorize: async () => ({
      ...SIGNATURE,
      channel_data: '{"user_id":5}',
      shared_secret: Buffer.alloc(32).toString('base64'),
    }),
  });
  await connect();
  for (const channel of ['private-encrypted-x', 'news']) last().confirm(channel);
  last().confirm('presence-room', { presence: { hash: { 5: {} }, count: 1 } });
  for (const frame of [
    '{}',
    'null',
    'nonsense',
    '[]',
    '{"event":"x","channel":"private-encrypted-x","data":null}',
    '{"event":"pusher_internal:subscription_succeeded","channel":"presence-room","data":"{}"}',
    '{"event":"pusher_internal:member_added","channel":"presence-room","data":null}',
  ]) {
    last().receive(frame);
  }
  last().receive({ event: 'headline', channel: 'news', data: '{"n":1}' });
  expect(events).toEqual([['news', 'headline', { n: 1 }, null]]);
  expect(link.state()).toEqual({ status: 'online' });
});

const BIG = '9007199254740993';

test('numbers that JavaScript would round come as they were sent, also who sent them', async () => {
  const { last, connect, events } = setUp({ channels: ['news'] });
  await connect();
  last().confirm('news');
  const data = `{"id":${BIG},"odds":[1e400]}`;
  last().receive({ event: 'shipped', channel: 'news', data });
  last().receive(`{"event":"client-shipped","channel":"news","data":${data},"user_id":${BIG}}`);
  last().receive({ event: 'text', channel: 'news', data: `no JSON: ${BIG}` });
  last().receive({ event: 'small', channel: 'news', data: '{"id":5}' });
  expect(JSON.stringify(events)).toBe(
    `[["news","shipped",${data},null],["news","client-shipped",${data},"${BIG}"],` +
      `["news","text","no JSON: ${BIG}",null],["news","small",{"id":5},null]]`,
  );
});

test('members whose ids would round to the same stay distinct, and this user is recognised', async () => {
  const seen: unknown[] = [];
  const { last, connect } = setUp({
    channels: ['presence-room'],
    authorize: async () => ({ ...SIGNATURE, channel_data: `{"user_id":${BIG}}` }),
    onMembers: (_channel, members, me) => seen.push([members.map(({ id }) => id).sort(), me]),
  });
  await connect();
  const channel = 'presence-room';
  const presence = `{"ids":[${BIG},9007199254740995],"hash":{"${BIG}":{},"9007199254740995":{}},"count":2}`;
  last().receive({
    ...{ event: 'pusher_internal:subscription_succeeded', channel },
    data: `{"presence":${presence}}`,
  });
  const other = (event: string) =>
    last().receive({ event: `pusher_internal:${event}`, channel, data: '{"user_id":9007199254740997}' });
  other('member_added');
  other('member_removed');
  expect(seen).toEqual([
    [[BIG, '9007199254740995'], BIG],
    [[BIG, '9007199254740995', '9007199254740997'], BIG],
    [[BIG, '9007199254740995'], BIG],
  ]);
});

test('during an outage the channels are left in peace', async () => {
  const log = vi.fn();
  const { last, connect } = setUp({ log });
  await connect();
  last().end(4001);
  log.mockClear();
  await vi.advanceTimersByTimeAsync(4 * MINUTE);
  expect(log).not.toHaveBeenCalled();
});

test('two links of the same app have each their own socket, and leave nothing behind', async () => {
  const one = setUp();
  const other = setUp();
  await one.connect();
  one.last().confirm('news');
  expect(one.link.state()).toEqual({ status: 'online' });
  expect(other.link.state()).toEqual({ status: 'connecting' });
  one.link.dispose();
  expect(one.last().closed).toBe(true);
  expect(other.last().closed).toBe(false);
  await vi.advanceTimersByTimeAsync(2 * 60 * MINUTE);
  expect(one.sockets).toHaveLength(1);
  const known = Pusher.instances.length;
  other.link.dispose();
  expect(Pusher.instances).toHaveLength(known - 1);
  const opened = vi.spyOn(Pusher.Runtime, 'createWebSocket');
  one.link.kick();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(opened).not.toHaveBeenCalled();
});
