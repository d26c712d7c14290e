import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refusal } from '#server/rules/refusals';
import { createLink, type Link } from '../../../../electron/sources/link/link.ts';
import { FakeSocket } from '../../../support/fake-socket.ts';

const ROOM = 'private-room';
let link: Link;
let socket: FakeSocket;

beforeEach(async () => {
  vi.useFakeTimers();
  link = createLink({
    key: 'app-key',
    endpoint: { host: 'ws.example', port: 443, tls: true },
    channels: [ROOM, 'private-encrypted-room', 'news'],
    authorize: async (_socketId, channel) => ({
      auth: 'key:signature',
      ...(channel.includes('encrypted') && { shared_secret: `${'A'.repeat(43)}=` }),
    }),
    onState: () => {},
    onSubscribed: () => {},
    onEvent: () => {},
    socket(url) {
      socket = new FakeSocket(url);
      return socket;
    },
    random: () => 0,
    now: () => new Date(),
    log: () => {},
  });
  socket.greet('1.1');
  await vi.advanceTimersByTimeAsync(1);
  for (const channel of [ROOM, 'private-encrypted-room', 'news']) socket.confirm(channel);
  socket.mute = true;
});
afterEach(() => {
  link.dispose();
  vi.useRealTimers();
});

const said = () => socket.sent.filter(({ event }) => event === 'client-answer').map(({ data }) => data);
const complain = (code: number | null, message: string) =>
  socket.receive({ event: 'pusher:error', data: { code, message } });
/** What was heard so far. */
function sendClientEvent(data: unknown, channel = ROOM) {
  const heard: unknown[] = [];
  void link.sendClientEvent(channel, 'client-answer', data).then((result) => heard.push(result));
  return heard;
}

test('is done once the server has answered what was sent behind it', async () => {
  const heard = sendClientEvent('yes');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(said()).toEqual(['yes']);
  expect(heard).toEqual([]);
  socket.receive({ event: 'pusher:pong' });
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([{ outcome: 'done' }]);
});

test.each([
  [4301, 'The app does not have client messaging enabled.', 'refused'],
  [null, 'To send client events, you must enable this feature.', 'refused'],
  [4301, 'Client event rejected due to rate limit', 'retry'],
  [4200, 'The server restarts.', 'retry'],
] as const)('a complaint of %s, %s, is taken for %s', async (code, message, outcome) => {
  const heard = sendClientEvent('yes');
  await vi.advanceTimersByTimeAsync(0);
  complain(code, message);
  socket.receive({ event: 'pusher:pong' });
  await vi.advanceTimersByTimeAsync(0);
  const reason = refusal('complained', {}, message);
  expect(heard).toEqual([outcome === 'retry' ? { outcome } : { outcome, reason }]);
});

test('each has its own answer: the next is said when the one before is settled', async () => {
  const [first, second] = [sendClientEvent('one'), sendClientEvent('two')];
  await vi.advanceTimersByTimeAsync(0);
  expect(said()).toEqual(['one']);
  complain(4301, 'No.');
  await vi.advanceTimersByTimeAsync(0);
  expect(said()).toEqual(['one', 'two']);
  socket.receive({ event: 'pusher:pong' });
  await vi.advanceTimersByTimeAsync(0);
  expect([first, second]).toEqual([
    [{ outcome: 'refused', reason: refusal('complained', {}, 'No.') }],
    [{ outcome: 'done' }],
  ]);
});

test('without an answer, or a connection, it is to be said again', async () => {
  const silent = sendClientEvent('one');
  await vi.advanceTimersByTimeAsync(6_000);
  expect(silent).toMatchObject([{ outcome: 'retry' }]);
  const cut = sendClientEvent('two');
  await vi.advanceTimersByTimeAsync(0);
  socket.end(1006);
  await vi.advanceTimersByTimeAsync(0);
  expect(cut).toMatchObject([{ outcome: 'retry' }]);
  const away = sendClientEvent('three');
  await vi.advanceTimersByTimeAsync(0);
  expect(away).toMatchObject([{ outcome: 'retry' }]);
});

test.each(['private-encrypted-room', 'news', 'private-elsewhere'])(
  'in %s nobody can speak, however often it is tried',
  async (channel) => {
    const heard = sendClientEvent('yes', channel);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toMatchObject([{ outcome: 'refused' }]);
    expect(said()).toEqual([]);
  },
);
