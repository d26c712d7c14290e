import Echo from 'laravel-echo';
import type { PresenceChannel } from 'pusher-js';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../../server/realtime/protocol.ts';
import { signChannel } from '../../../server/realtime/signature.ts';
import { APP, connected, type Frame, once, startRealtime, stockClient, subscribe } from './harness.ts';

const ROOM = 'presence-room';
const ada = '{"user_id":"ada","user_info":{"name":"Ada"}}';
const bob = '{"user_id":"bob","user_info":{"name":"Bob"}}';

const membersOf = (frame: Frame) =>
  (JSON.parse(String(frame.data)) as { presence: { ids: unknown[]; hash: object; count: number } }).presence;
const decoded = ({ event, data }: Frame) => [event, JSON.parse(String(data))];

it('shows who is there, who comes and who goes: users, not connections', async () => {
  const { url, appState, events } = await startRealtime();
  const [first, second, other] = [await connected(url), await connected(url), await connected(url)];
  expect(membersOf(await first.join(ROOM, ada))).toEqual({
    ids: ['ada'],
    hash: { ada: { name: 'Ada' } },
    count: 1,
  });
  expect(membersOf(await other.join(ROOM, bob))).toEqual({
    ids: ['ada', 'bob'],
    hash: { ada: { name: 'Ada' }, bob: { name: 'Bob' } },
    count: 2,
  });
  expect((await first.rest()).map(decoded)).toEqual([
    ['pusher_internal:member_added', { user_id: 'bob', user_info: { name: 'Bob' } }],
  ]);
  expect(membersOf(await second.join(ROOM, ada)).count).toBe(2);
  expect(appState.channel(ROOM)).toEqual({ name: ROOM, subscriptionCount: 3, userCount: 2 });
  expect(appState.users(ROOM)).toEqual(['ada', 'bob']);

  first.unsubscribe(ROOM);
  await first.rest();
  expect(await other.rest()).toEqual([]);
  second.socket.terminate();
  expect(decoded(await other.next())).toEqual(['pusher_internal:member_removed', { user_id: 'ada' }]);
  expect(appState.users(ROOM)).toEqual(['bob']);
  expect(appState.users('presence-empty')).toEqual([]);
  other.unsubscribe(ROOM);
  await expect
    .poll(() => events)
    .toEqual([
      { name: 'channel_occupied', channel: ROOM },
      { name: 'member_added', channel: ROOM, user_id: 'ada' },
      { name: 'member_added', channel: ROOM, user_id: 'bob' },
      { name: 'member_removed', channel: ROOM, user_id: 'ada' },
      { name: 'member_removed', channel: ROOM, user_id: 'bob' },
      { name: 'channel_vacated', channel: ROOM },
    ]);
});

it('keeps numbers as numbers on the wire, and takes them for the same user as their text', async () => {
  const { url, appState, events } = await startRealtime();
  const [number, text, watcher] = [await connected(url), await connected(url), await connected(url)];
  await watcher.join(ROOM, ada);
  expect(membersOf(await number.join(ROOM, '{"user_id":5,"user_info":null}'))).toEqual({
    ids: ['ada', 5],
    hash: { ada: { name: 'Ada' }, 5: null },
    count: 2,
  });
  await text.join(ROOM, '{"user_id":"5"}');
  number.socket.terminate();
  await expect.poll(() => appState.channel(ROOM)?.subscriptionCount).toBe(2);
  text.socket.terminate();
  await expect.poll(() => appState.users(ROOM)).toEqual(['ada']);
  expect((await watcher.rest()).map(decoded)).toEqual([
    ['pusher_internal:member_added', { user_id: 5, user_info: null }],
    ['pusher_internal:member_removed', { user_id: 5 }],
  ]);
  expect(events).toContainEqual({ name: 'member_added', channel: ROOM, user_id: '5' });
});

it('answers a second subscription with the members, and announces nobody twice', async () => {
  const { url, events } = await startRealtime();
  const client = await connected(url);
  await client.join(ROOM, ada);
  expect(membersOf(await client.join(ROOM, bob)).ids).toEqual(['ada']);
  client.unsubscribe(ROOM);
  await client.rest();
  expect(events.map(({ name }) => name)).toEqual([
    'channel_occupied',
    'member_added',
    'member_removed',
    'channel_vacated',
  ]);
});

it('survives a user id that is special to JavaScript', async () => {
  const { url } = await startRealtime();
  const client = await connected(url);
  const frame = await client.join(ROOM, '{"user_id":"__proto__","user_info":{"a":1}}');
  expect(String(frame.data)).toContain('"hash":{"__proto__":{"a":1}}');
});

describe('a signed-in socket', () => {
  it('joins without channel_data, as the user that it is', async () => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.signIn('{"id":"ada","user_info":{"name":"Ada"}}');
    await client.next();
    expect(membersOf(await client.join(ROOM))).toEqual({
      ids: ['ada'],
      hash: { ada: { name: 'Ada' } },
      count: 1,
    });
  });

  it('joins with channel_data as whom it names', async () => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.signIn('{"id":"ada"}');
    await client.next();
    expect(membersOf(await client.join(ROOM, bob)).ids).toEqual(['bob']);
  });
});

describe('what does not name a member', () => {
  const long = 'x'.repeat(129);
  it.each([
    ['none', undefined, 'AuthError', 400],
    ['no JSON', '{', 'AuthError', 400],
    ['a list', '[]', 'AuthError', 400],
    ['no id', '{"user_info":{}}', 'AuthError', 400],
    ['an empty id', '{"user_id":""}', 'AuthError', 400],
    ['an id that is neither text nor whole', '{"user_id":1.5}', 'AuthError', 400],
    ['an id of 129 characters', `{"user_id":"${long}"}`, 'AuthError', 400],
    ['over 1 KB of info', `{"user_id":"1","user_info":"${'x'.repeat(1_023)}"}`, 'LimitReached', 413],
  ])('channel_data with %s is refused', async (_what, data, type, status) => {
    const { url, appState } = await startRealtime();
    const client = await connected(url);
    client.send(subscribe(ROOM, signChannel(APP, client.socketId, ROOM, data), data));
    expect(await client.rest()).toMatchObject([
      { event: 'pusher:subscription_error', channel: ROOM, data: { type, status } },
      { event: 'pusher:error', data: ERRORS.subscription_refused },
    ]);
    expect([...appState.channels()]).toEqual([]);
  });

  it.each([`{"user_id":"${'x'.repeat(128)}"}`, `{"user_id":1,"user_info":"${'x'.repeat(1_022)}"}`])(
    '%.40s… is just within the limits',
    async (data) => {
      const { url } = await startRealtime();
      await (await connected(url)).join(ROOM, data);
    },
  );
});

it('has room for a limited number of users, each with any number of connections', async () => {
  const { url, appState, events } = await startRealtime({}, { limits: { members: 2 } });
  const clients = await Promise.all(Array.from({ length: 4 }, () => connected(url)));
  const [a, b, c, d] = clients as [Client, Client, Client, Client];
  await a.join(ROOM, ada);
  await b.join(ROOM, bob);
  await c.join(ROOM, ada);
  d.subscribe(ROOM, '{"user_id":"eve"}');
  expect(await d.rest()).toMatchObject([
    { event: 'pusher:subscription_error', channel: ROOM, data: { type: 'LimitReached' } },
    { event: 'pusher:error', data: ERRORS.subscription_refused },
  ]);
  appState.publish(ROOM, 'secret', '{}');
  expect(await d.rest()).toEqual([]);
  expect(events.map(({ name }) => name)).toEqual(['channel_occupied', 'member_added', 'member_added']);
  b.unsubscribe(ROOM);
  await b.rest();
  await d.join(ROOM, '{"user_id":"eve"}');
});
type Client = Awaited<ReturnType<typeof connected>>;

describe('the stock clients', () => {
  it('pusher-js sees members, their coming and going, and itself', async () => {
    const host = await startRealtime();
    const pusher = stockClient(host, { member: { user_id: 'ada', user_info: { name: 'Ada' } } });
    const channel = pusher.subscribe(ROOM) as PresenceChannel;
    await once(channel, 'pusher:subscription_succeeded');
    expect(channel.members).toMatchObject({ count: 1, me: { id: 'ada', info: { name: 'Ada' } } });
    const added = once(channel, 'pusher:member_added');
    const visitor = await connected(host.url);
    await visitor.join(ROOM, bob);
    expect(await added).toEqual({ id: 'bob', info: { name: 'Bob' } });
    const removed = once(channel, 'pusher:member_removed');
    visitor.socket.close();
    expect(await removed).toEqual({ id: 'bob', info: { name: 'Bob' } });
    expect(channel.members.count).toBe(1);
  });

  it('Echo gets here, joining and leaving', async () => {
    const host = await startRealtime();
    const client = stockClient(host, { member: { user_id: 1, user_info: { name: 'Ada' } } });
    const echo = new Echo({ broadcaster: 'pusher', key: APP.key, client });
    const seen: unknown[] = [];
    echo
      .join('room')
      .here((users: unknown) => seen.push(['here', users]))
      .joining((user: unknown) => seen.push(['joining', user]))
      .leaving((user: unknown) => seen.push(['leaving', user]));
    await expect.poll(() => seen).toEqual([['here', [{ name: 'Ada' }]]]);
    const visitor = await connected(host.url);
    await visitor.join(ROOM, bob);
    visitor.socket.close();
    await expect
      .poll(() => seen.slice(1))
      .toEqual([
        ['joining', { name: 'Bob' }],
        ['leaving', { name: 'Bob' }],
      ]);
  });
});
