import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorName } from '../../../server/realtime/protocol.ts';
import { signUser } from '../../../server/realtime/signature.ts';
import { APP, type Client, connected, once, startRealtime, stockClient } from './harness.ts';

const success = (userData: string) => ({
  event: 'pusher:signin_success',
  data: JSON.stringify({ user_data: userData }),
});
const error = (name: ErrorName) => ({ event: 'pusher:error', data: ERRORS[name] });
const watchlist = (...events: readonly ['online' | 'offline', ...string[]][]) => ({
  event: 'pusher_internal:watchlist_events',
  data: JSON.stringify({ events: events.map(([name, ...user_ids]) => ({ name, user_ids })) }),
});

async function signedIn(url: string, userData: string): Promise<Client> {
  const client = await connected(url);
  client.signIn(userData);
  expect(await client.next()).toEqual(success(userData));
  return client;
}

describe('signing in', () => {
  it.each([
    '{"id":"ada"}',
    '{ "id" : 5, "user_info": {"name":"Ada"} }',
    '{"id":"ada","watchlist":[]}',
    '{"id":"ada","watchlist":null,"user_info":null}',
    '{"id":"ada","watchlist":[null]}',
    `{"id":"${'x'.repeat(128)}","more":1}`,
  ])('succeeds with the very string that was signed: %.50s', async (userData) => {
    const { url } = await startRealtime();
    const client = await signedIn(url, userData);
    expect(await client.rest()).toEqual([]);
  });

  it.each<[string, (client: Client) => object]>([
    ['a wrong signature', () => ({ auth: `${APP.key}:00`, user_data: '{"id":"ada"}' })],
    ['the signature of another socket', () => signed('1.1', '{"id":"ada"}')],
    [
      'the signature of other data',
      ({ socketId }) => ({ ...signed(socketId, '{"id":"ada"}'), user_data: '{"id":"eve"}' }),
    ],
    ['no JSON', ({ socketId }) => signed(socketId, '{')],
    ['no id', ({ socketId }) => signed(socketId, '{"user_info":{}}')],
    ['an empty id', ({ socketId }) => signed(socketId, '{"id":""}')],
    ['too long an id', ({ socketId }) => signed(socketId, `{"id":"${'x'.repeat(129)}"}`)],
    ['too much info', ({ socketId }) => signed(socketId, `{"id":"1","user_info":"${'x'.repeat(1_023)}"}`)],
    ['a watchlist that is no list', ({ socketId }) => signed(socketId, '{"id":"1","watchlist":"ada"}')],
    [
      'a watchlist that is an object by name',
      ({ socketId }) => signed(socketId, '{"id":"1","watchlist":{"a":"b"}}'),
    ],
    ['a watchlist of no ids', ({ socketId }) => signed(socketId, '{"id":"1","watchlist":[{}]}')],
  ])('with %s ends the connection with 4009, and says so', async (_what, data) => {
    const { url, appState } = await startRealtime();
    const client = await connected(url);
    client.send({ event: 'pusher:signin', data: data(client) });
    expect(await client.closed).toEqual([4009, ERRORS.sign_in_failed.message]);
    expect(client.frames.slice(1)).toEqual([error('sign_in_failed')]);
    appState.sendToUser('ada', 'secret', '{}');
  });
  const signed = (socketId: string, data: string) => ({
    auth: signUser(APP, socketId, data),
    user_data: data,
  });

  it('is refused where the app does not have it; the socket stays', async () => {
    const { url } = await startRealtime({ userAuthentication: false });
    const client = await connected(url);
    client.signIn('{"id":"ada"}');
    expect(await client.rest()).toEqual([error('sign_in_off')]);
  });

  it('succeeds again as the same user and is refused as another, who it does not become', async () => {
    const { url, appState } = await startRealtime();
    const client = await signedIn(url, '{"id":"5"}');
    client.signIn('{"id":5}');
    client.signIn('{"id":"eve"}');
    expect(await client.rest()).toEqual([success('{"id":5}'), error('other_user')]);
    appState.sendToUser('eve', 'secret', '{}');
    appState.sendToUser('5', 'e', '{}');
    expect(await client.rest()).toEqual([{ event: 'e', channel: '#server-to-user-5', data: '{}' }]);
  });
});

describe('what is sent to a user', () => {
  it('reaches each of its connections once, subscribed to its channel or not, and nobody else', async () => {
    const { url, appState, events } = await startRealtime();
    const [a, b, other, anonymous] = await Promise.all([
      signedIn(url, '{"id":"ada"}'),
      signedIn(url, '{"id":"ada"}'),
      signedIn(url, '{"id":"bob"}'),
      connected(url),
    ]);
    await a.join('#server-to-user-ada');
    appState.sendToUser('ada', 'one', '{"n":1}');
    appState.publish('#server-to-user-ada', 'two', '{}', b.socketId);
    const frame = (event: string, data: string) => ({ event, channel: '#server-to-user-ada', data });
    expect(await a.rest()).toEqual([frame('one', '{"n":1}'), frame('two', '{}')]);
    expect(await b.rest()).toEqual([frame('one', '{"n":1}')]);
    for (const client of [other, anonymous]) expect(await client.rest()).toEqual([]);
    expect([...appState.channels()]).toEqual([]);
    expect(events).toEqual([]);
  });

  it.each(['{"id":"eve"}', '{"id":"ada2"}', null])(
    'cannot be listened to by another (%s)',
    async (userData) => {
      const { url, appState } = await startRealtime();
      const client = userData === null ? await connected(url) : await signedIn(url, userData);
      client.subscribe('#server-to-user-ada');
      expect(await client.rest()).toMatchObject([
        { event: 'pusher:subscription_error', data: { type: 'AuthError', status: 403 } },
        error('subscription_refused'),
      ]);
      appState.sendToUser('ada', 'secret', '{}');
      expect(await client.rest()).toEqual([]);
    },
  );

  it('reaches pusher-js', async () => {
    const host = await startRealtime();
    const pusher = stockClient(host, { user: { id: 'ada' } });
    const got = once(pusher.user, 'e');
    pusher.signin();
    await pusher.user.signinDonePromise;
    host.appState.sendToUser('ada', 'e', '{"n":1}');
    expect(await got).toEqual({ n: 1 });
  });

  it('reaches nobody after the user has gone', async () => {
    const { url, appState } = await startRealtime();
    const client = await signedIn(url, '{"id":"ada"}');
    client.socket.terminate();
    await expect.poll(() => appState.connections).toBe(0);
    appState.sendToUser('ada', 'e', '{}');
    appState.terminateUser('ada');
  });
});

it('terminating a user closes its connections with 4009, and no others', async () => {
  const { url, appState } = await startRealtime();
  const ada = await Promise.all([signedIn(url, '{"id":5}'), signedIn(url, '{"id":"5"}')]);
  const others = [await signedIn(url, '{"id":"55"}'), await connected(url)];
  await others[1]?.join('presence-a', '{"user_id":5}');
  appState.terminateUser('5');
  for (const client of ada) {
    expect(await client.closed).toEqual([4009, ERRORS.terminated.message]);
    expect(client.frames.at(-1)).toEqual(error('terminated'));
  }
  for (const client of others) expect(await client.rest()).toEqual([]);
});

describe('a watchlist', () => {
  const watching = (...ids: unknown[]) => JSON.stringify({ id: 'watcher', watchlist: ids });

  it('with gaps, as PHP writes it, is a list', async () => {
    const { url } = await startRealtime();
    const client = await signedIn(url, '{"id":"watcher","watchlist":{"0":"bob","2":"eve"}}');
    expect(await client.next()).toEqual(watchlist(['offline', 'bob', 'eve']));
  });

  it('sends who is there at once, and from then on the first to come and the last to go', async () => {
    const { url, appState } = await startRealtime();
    const ada = await signedIn(url, '{"id":"ada"}');
    const watcher = await signedIn(url, watching('ada', 'bob', 5, 'bob'));
    expect(await watcher.next()).toEqual(watchlist(['online', 'ada'], ['offline', 'bob', '5']));

    const [bob, again] = [await signedIn(url, '{"id":"bob"}'), await signedIn(url, '{"id":"bob"}')];
    const five = await signedIn(url, '{"id":5}');
    await signedIn(url, '{"id":"unwatched"}');
    expect(await watcher.rest()).toEqual([watchlist(['online', 'bob']), watchlist(['online', '5'])]);

    bob.socket.terminate();
    await expect.poll(() => appState.connections).toBe(5);
    expect(await watcher.rest()).toEqual([]);
    again.socket.terminate();
    expect(await watcher.next()).toEqual(watchlist(['offline', 'bob']));
    appState.terminateUser('5');
    await five.closed;
    ada.socket.close();
    expect(await watcher.next()).toEqual(watchlist(['offline', '5']));
    expect(await watcher.next()).toEqual(watchlist(['offline', 'ada']));
  });

  it('ends with the connection that has it', async () => {
    const { url, appState } = await startRealtime();
    const watcher = await signedIn(url, watching('ada'));
    watcher.socket.terminate();
    await expect.poll(() => appState.connections).toBe(0);
    await signedIn(url, '{"id":"ada"}');
  });

  it('of over 100 users gets the error 4302; the user is signed in', async () => {
    const { url, appState } = await startRealtime();
    const userData = watching(...Array.from({ length: 101 }, (_, index) => index));
    const client = await signedIn(url, userData);
    expect(await client.rest()).toEqual([error('watchlist_too_long')]);
    appState.sendToUser('watcher', 'e', '{}');
    expect(await client.rest()).toMatchObject([{ event: 'e' }]);
  });

  it('of 100 long ids fits', async () => {
    const { url } = await startRealtime();
    const ids = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(128, 'x'));
    const client = await signedIn(url, watching(...ids));
    expect(await client.rest()).toEqual([watchlist(['offline', ...ids])]);
  });

  it('is reported by pusher-js', async () => {
    const host = await startRealtime();
    await signedIn(host.url, '{"id":"ada"}');
    const pusher = stockClient(host, { user: { id: 'watcher', watchlist: ['ada', 'bob'] } });
    const events: unknown[] = [];
    for (const name of ['online', 'offline']) {
      pusher.user.watchlist.bind(name, (event: unknown) => events.push(event));
    }
    pusher.signin();
    await expect
      .poll(() => events)
      .toEqual([
        { name: 'online', user_ids: ['ada'] },
        { name: 'offline', user_ids: ['bob'] },
      ]);
  });
});
