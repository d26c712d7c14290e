import { createHash } from 'node:crypto';
import Pusher from 'pusher';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChannelAuthAnswer, UserAuthAnswer } from '#server/channel';
import { createAuthorisers, encryptionMasterKey } from '../../../server/broadcasting/broadcasting.ts';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const SOCKET = '123.456';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe.each(DRIVERS)('the authorisers on %s', (driver) => {
  let app: TestApp;
  let token: string;
  let sdk: Pusher;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'inbox');
    const { id: appId, key, secret } = app.pusher;
    const encryptionMasterKeyBase64 = encryptionMasterKey(app.pusher).toString('base64');
    sdk = new Pusher({ appId, key, secret, host: '127.0.0.1', encryptionMasterKeyBase64 });
  });
  afterEach(() => app.close());

  const ask = (channel_name: string, as = token) =>
    app.call('POST', '/broadcasting/auth', { token: as, body: { socket_id: SOCKET, channel_name } });
  const join = (user_id: number, kind: 'team' | 'document' | 'chat', object_id: string) =>
    app.storage.work(NOBODY, () => app.storage.memberships.add({ user_id, kind, object_id }));

  test("a user's own channel is signed as the SDK signs it", async () => {
    for (const channel of [`private-App.Models.User.${app.userId}`, `private-cache-user.${app.userId}`]) {
      const { status, body } = await ask(channel);
      expect([status, body]).toEqual([200, sdk.authorizeChannel(SOCKET, channel)]);
    }
  });

  test('a form is understood, with fields that are not ours', async () => {
    const channel = `private-user.${app.userId}`;
    const body = `socket_id=${SOCKET}&channel_name=${channel}&_token=csrf`;
    const answer = await app.call('POST', '/broadcasting/auth', { token, body, headers: FORM });
    expect(answer.body).toEqual(sdk.authorizeChannel(SOCKET, channel));
  });

  test('an encrypted channel gets the secret that the SDK encrypts with', async () => {
    for (const prefix of ['private-encrypted-', 'private-encrypted-cache-']) {
      const channel = `${prefix}user.${app.userId}`;
      const { body } = await ask(channel);
      expect(Value.Check(ChannelAuthAnswer, body)).toBe(true);
      expect(body).toEqual(sdk.authorizeChannel(SOCKET, channel));
      const expected = createHash('sha256').update(channel).update(encryptionMasterKey(app.pusher));
      expect(body.shared_secret).toBe(expected.digest('base64'));
    }
  });

  test('a presence channel gets who it is, signed', async () => {
    await join(app.userId, 'chat', 'lobby');
    for (const channel of ['presence-online', 'presence-chat.lobby']) {
      const { body } = await ask(channel);
      expect(Value.Check(ChannelAuthAnswer, body)).toBe(true);
      const member = { user_id: String(app.userId), user_info: { id: app.userId, name: 'Owner' } };
      expect(JSON.parse(body.channel_data)).toEqual(member);
      expect(body).toEqual(sdk.authorizeChannel(SOCKET, channel, member));
    }
  });

  test('members of a team and readers of a document only', async () => {
    const stranger = await app.token(await app.addUser('Mallory'), 'inbox');
    await join(app.userId, 'team', '7');
    await join(app.userId, 'document', 'plan-b');
    for (const channel of ['private-team.7', 'private-document.plan-b', 'private-encrypted-team.7']) {
      expect((await ask(channel)).status).toBe(200);
      expect((await ask(channel, stranger)).body.error.code).toBe('channel_forbidden');
    }
    const row = { user_id: app.userId, kind: 'team', object_id: '7' } as const;
    await app.storage.work(NOBODY, () => app.storage.memberships.remove(row));
    expect((await ask('private-team.7')).status).toBe(403);
  });

  test.each([
    'private-document.missing',
    'private-team.0',
    'presence-chat.nowhere',
    'private-App.Models.User.2',
    'private-App.Models.User.1x',
    'private-xApp.Models.User.1',
    'private-App.Models.User.1/../2',
    'public',
    '#server-to-user-1',
    ':user:{"id":"2"}',
    'private-user.1:{"user_id":"2"}',
    "private-document.x' OR '1'='1",
  ])('%s: 403, and no signature', async (channel) => {
    const { status, body } = await ask(channel);
    expect([status, body.error.code]).toEqual([403, 'channel_forbidden']);
    expect(JSON.stringify(body)).not.toContain(app.pusher.key);
  });

  test('a sender token and a stranger get nothing', async () => {
    const sender = await app.token(app.userId, 'send');
    expect((await ask('presence-online', sender)).status).toBe(403);
    expect((await ask('presence-online', '1|wrong')).status).toBe(401);
  });

  test('a user signs in under the own id, as the SDK signs it', async () => {
    for (const request of [{ body: { socket_id: SOCKET } }, { body: `socket_id=${SOCKET}`, headers: FORM }]) {
      const { status, body } = await app.call('POST', '/broadcasting/user-auth', { token, ...request });
      expect([status, Value.Check(UserAuthAnswer, body)]).toEqual([200, true]);
      const user = { id: String(app.userId), user_info: { id: app.userId, name: 'Owner' } };
      expect(JSON.parse(body.user_data)).toEqual(user);
      expect(body).toEqual(sdk.authenticateUser(SOCKET, user));
    }
  });

  test.each(['', 'x', '1.1:private-a', '1.1\n', '.1'])('the socket id %j is refused', async (socket_id) => {
    for (const url of ['/broadcasting/auth', '/broadcasting/user-auth']) {
      const body = { socket_id, channel_name: 'presence-online' };
      expect((await app.call('POST', url, { token, body })).status).toBe(422);
    }
  });

  test('signs with the secret of the moment', async () => {
    const channel = `private-user.${app.userId}`;
    const before = await ask(channel);
    const { id: appId, key, secret } = await app.apps.rotate(app.pusher.id);
    const after = await ask(channel);
    expect(after.body.auth).not.toBe(before.body.auth);
    expect(after.body).toEqual(
      new Pusher({ appId, key, secret, host: 'x' }).authorizeChannel(SOCKET, channel),
    );
  });

  test('one request looks each thing up once, and an unknown user is refused', async () => {
    const looked: unknown[] = [];
    const { users, memberships } = app.storage;
    const authorisers = createAuthorisers({
      app: () => app.pusher,
      storage: {
        read: app.storage.read,
        users: {
          ...users,
          get(id) {
            looked.push(id);
            return users.get(id);
          },
        },
        memberships: {
          ...memberships,
          has(row) {
            looked.push(row);
            return memberships.has(row);
          },
        },
      },
    });
    expect(await authorisers.channel(app.userId, SOCKET, 'private-team.7')).toBeNull();
    expect(looked).toEqual([app.userId, { user_id: app.userId, kind: 'team', object_id: '7' }]);
    expect(await authorisers.user(app.userId, SOCKET)).not.toBeNull();
    expect(looked.slice(2)).toEqual([app.userId]);
    expect(await authorisers.channel(99, SOCKET, 'presence-online')).toBeNull();
    expect(await authorisers.user(99, SOCKET)).toBeNull();
    expect(await authorisers.channel(99, SOCKET, 'private-user.99')).toBeNull();
  });
});
