import net from 'node:net';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ERROR_STATUS, ErrorBody, type ErrorCode } from '#server/error';
import { userChannel } from '#server/rules/channels';
import { createLocalGuard } from '../../../server/http/request-guard.ts';
import { DRIVER, DRIVERS } from '../../support/drivers.ts';
import { makeContent, makeSend } from '../../support/make.ts';
import { buildTestApp, startServer, type TestApp } from '../../support/server.ts';

type Call = Parameters<TestApp['call']>;
type Tokens = Readonly<{ inbox: string; send: string; admin: string }>;
/** [what, request, code, details] */
type Case = readonly [string, (tokens: Tokens, app: TestApp) => Call, ErrorCode, unknown?];

const NOTIFICATIONS = '/api/notifications';
const ACTIONS = '/api/inbox/actions';
const send = (body: unknown, headers = {}): Case[1] => {
  return ({ send: token }) => ['POST', NOTIFICATIONS, { token, body, headers }];
};
const act = (body: unknown): Case[1] => {
  return ({ inbox: token }) => ['POST', ACTIONS, { token, body }];
};
const get = (url: string): Case[1] => {
  return ({ inbox: token }) => ['GET', url, { token }];
};
const auth = (body: unknown): Case[1] => {
  return ({ inbox: token }) => ['POST', '/broadcasting/auth', { token, body }];
};
const at = (path: string) => [expect.objectContaining({ path })];
const socket = { socket_id: '1.2' };

const CASES: readonly Case[] = [
  ['broken JSON', send('{"title'), 'malformed_json'],
  ['a forbidden key in JSON', send('{"title":"x","data":{"__proto__":{}}}'), 'malformed_json'],
  ['an oversized body', send(makeSend({ message: 'x'.repeat(65_536) })), 'payload_too_large'],
  ['XML', send('<a/>', { 'content-type': 'text/xml' }), 'unsupported_media_type'],
  ['plain text', send('hello', { 'content-type': 'text/plain' }), 'unsupported_media_type'],
  [
    'a form where JSON belongs',
    send('title=x', { 'content-type': 'application/x-www-form-urlencoded' }),
    'unsupported_media_type',
  ],
  ['a content type that is none', send('{}', { 'content-type': ';;' }), 'unsupported_media_type'],
  ['no body', ({ send: token }) => ['POST', NOTIFICATIONS, { token }], 'invalid_request'],
  ['an empty body', send(''), 'invalid_request'],
  ['an array for a body', send([]), 'invalid_request'],
  ['null for a body', send('null'), 'invalid_request'],
  ['no title', send({}), 'invalid_request', at('')],
  ['an empty title', send({ title: '' }), 'invalid_request', at('/title')],
  ['a title of the wrong type', send({ title: 1 }), 'invalid_request', at('/title')],
  ['a title too long', send({ title: 'x'.repeat(501) }), 'invalid_request', at('/title')],
  ['a title that nobody can read', send({ title: '\0\u001b' }), 'invalid_request', at('/title')],
  ['a priority of 6', send(makeSend({ priority: 6 })), 'invalid_request', at('/priority')],
  ['a priority of 1.5', send(makeSend({ priority: 1.5 })), 'invalid_request', at('/priority')],
  ['a script for a link', send(makeSend({ url: 'javascript:alert(1)' })), 'invalid_request', at('/url')],
  ['a file for a picture', send(makeSend({ icon: 'file:///etc/passwd' })), 'invalid_request', at('/icon')],
  ['a list for data', send({ title: 'x', data: [] }), 'invalid_request', at('/data')],
  [
    'data nested too deeply',
    send(`{"title":"x","data":{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}}`),
    'invalid_request',
  ],
  [
    'fields that are not built',
    send({ title: 'x', snooze: 1, buttons: [] }),
    'not_supported',
    { fields: ['snooze', 'buttons'] },
  ],
  ['no token', () => ['GET', '/api/inbox'], 'unauthenticated'],
  ['a token that is none', () => ['GET', '/api/inbox', { token: 'nonsense' }], 'unauthenticated'],
  ['an unknown token', () => ['GET', '/api/inbox', { token: '99|abc' }], 'unauthenticated'],
  [
    'a wrong secret',
    ({ inbox }) => ['GET', '/api/inbox', { token: `${inbox.slice(0, -2)}xx` }],
    'unauthenticated',
  ],
  [
    'another scheme',
    ({ inbox }) => ['GET', '/api/inbox', { headers: { authorization: `Basic ${inbox}` } }],
    'unauthenticated',
  ],
  ['no token, with a broken body', () => ['POST', NOTIFICATIONS, { body: '{' }], 'unauthenticated'],
  ['reading with a sender token', ({ send: token }) => ['GET', '/api/inbox', { token }], 'missing_ability'],
  [
    'acting with a sender token',
    ({ send: token }) => ['POST', ACTIONS, { token, body: {} }],
    'missing_ability',
  ],
  [
    'listening with a sender token',
    ({ send: token }) => ['POST', '/broadcasting/auth', { token, body: {} }],
    'missing_ability',
  ],
  [
    'deleting with an admin token',
    ({ admin: token }) => ['DELETE', `${NOTIFICATIONS}/x`, { token }],
    'missing_ability',
  ],
  [
    'sending with an inbox token',
    ({ inbox: token }) => ['POST', NOTIFICATIONS, { token, body: makeSend() }],
    'missing_ability',
  ],
  ['an unknown address', get('/api/nothing'), 'not_found'],
  ['an unknown address, without a token', () => ['GET', '/'], 'not_found'],
  ['an address that cannot be read', get('/api/notifications/%zz/read'), 'not_found'],
  [
    'an unknown id',
    ({ inbox: token }) => ['POST', `${NOTIFICATIONS}/nobody/read`, { token }],
    'not_found',
    { ids: ['nobody'] },
  ],
  ['unknown ids', act({ action: 'read', ids: ['a', 'b'] }), 'not_found', { ids: ['a', 'b'] }],
  ['an id with a NUL', ({ inbox: token }) => ['DELETE', `${NOTIFICATIONS}/a%00b`, { token }], 'not_found'],
  ['an unknown action', act({ action: 'explode', ids: ['a'] }), 'invalid_request'],
  ['an action on nothing', act({ action: 'read' }), 'invalid_request'],
  [
    'an action on both',
    act({ action: 'read', ids: ['a'], view: 'inbox', up_to_revision: 0 }),
    'invalid_request',
  ],
  ['an action on a view without bound', act({ action: 'read', view: 'inbox' }), 'invalid_request'],
  ['no ids', act({ action: 'read', ids: [] }), 'invalid_request'],
  [
    'too many ids',
    act({ action: 'read', ids: Array.from({ length: 501 }, (_, n) => `${n}`) }),
    'invalid_request',
  ],
  ['an id twice', act({ action: 'read', ids: ['a', 'a'] }), 'invalid_request'],
  [
    'a revision from the future',
    act({ action: 'read', view: 'inbox', up_to_revision: 1 }),
    'revision_in_future',
    { revision: 0 },
  ],
  ['`since` as a word', get('/api/inbox/sync?since=abc'), 'invalid_request', at('/since')],
  ['`since` empty', get('/api/inbox/sync?since='), 'invalid_request', at('/since')],
  ['`since` with a fraction', get('/api/inbox/sync?since=1.5'), 'invalid_request', at('/since')],
  ['`since` twice', get('/api/inbox/sync?since=1&since=2'), 'invalid_request', at('/since')],
  ['`since` below zero', get('/api/inbox/sync?since=-1'), 'invalid_request', at('/since')],
  ['an `after` of nobody', get('/api/inbox/sync?since=0&after=zzz'), 'invalid_request'],
  ['an unknown view', get('/api/inbox?view=spam'), 'invalid_request', at('/view')],
  ['a limit too high', get('/api/inbox?limit=201'), 'invalid_request', at('/limit')],
  ['a filter, which is not built', get('/api/inbox?type=hello'), 'not_supported', { fields: ['type'] }],
  ['no rows a page', get(`${NOTIFICATIONS}?per_page=0`), 'invalid_request', at('/per_page')],
  ['a foreign channel', auth({ ...socket, channel_name: 'private-App.Models.User.2' }), 'channel_forbidden'],
  ['a longer channel', auth({ ...socket, channel_name: 'private-App.Models.User.11' }), 'channel_forbidden'],
  [
    'a presence channel',
    auth({ ...socket, channel_name: 'presence-App.Models.User.1' }),
    'channel_forbidden',
  ],
  [
    'a socket id that is none',
    auth({ socket_id: '1:2', channel_name: 'x' }),
    'invalid_request',
    at('/socket_id'),
  ],
  [
    'a socket id with an injected line',
    auth({ socket_id: '1.2\n', channel_name: 'x' }),
    'invalid_request',
    at('/socket_id'),
  ],
];

describe.each(DRIVERS)('refusals on %s', (driver) => {
  let app: TestApp;
  let tokens: Tokens;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    tokens = {
      inbox: await app.token(app.userId, 'inbox'),
      send: await app.token(app.userId, 'send'),
      admin: await app.token(app.userId, 'admin'),
    };
  });
  afterEach(() => app.close());

  const cases = CASES.map(([name, request, code, details]) => ({ name, request, code, details }));
  test.each(cases)('$name', async ({ request, code, details }) => {
    const { status, body } = await app.call(...request(tokens, app));
    expect(Value.Check(ErrorBody, body)).toBe(true);
    expect(body.error.code).toBe(code);
    expect(status).toBe(ERROR_STATUS[code]);
    if (details !== undefined) expect(body.error.details).toEqual(details);
    expect((await app.inbox.position(app.userId)).revision).toBe(0);
  });

  test("a foreign user's item is as unknown as any", async () => {
    const stranger = await app.addUser('stranger');
    const { notification } = await app.storage.work([stranger], () =>
      app.inbox.arrive(stranger, makeContent()),
    );
    const { inbox: token } = tokens;
    const foreign = await app.call('DELETE', `${NOTIFICATIONS}/${notification.id}`, { token });
    const unknown = await app.call('DELETE', `${NOTIFICATIONS}/${notification.id.replace(/^./, 'f')}`, {
      token,
    });
    expect(foreign.status).toBe(404);
    expect(foreign.body.error.message).toBe(unknown.body.error.message);
    expect((await app.inbox.list(stranger, {})).items).toHaveLength(1);
  });

  test('401 says how to authenticate', async () => {
    expect((await app.call('GET', '/api/inbox')).headers['www-authenticate']).toBe('Bearer');
  });

  test('a method of which nobody here has heard is refused, also without a body', async () => {
    const { status, body } = await app.call('QUERY' as 'PUT', '/api/notifications');
    expect([status, body.error.code]).toEqual([415, 'unsupported_media_type']);
  });

  test('405 says what is allowed', async () => {
    const { status, body, headers } = await app.call('PUT', '/api/notifications/abc/read');
    expect([status, body.error.code]).toEqual([405, 'method_not_allowed']);
    expect(headers.allow).toBe('POST');
    expect((await app.call('PUT', '/api/notifications?x=1')).headers.allow).toBe('GET, HEAD, POST');
  });

  test('the text of faults and of storage failures stays inside', async () => {
    app.storage.db.exec('DROP TABLE source_counts');
    const fault = await app.call('POST', NOTIFICATIONS, { token: tokens.send, body: makeSend() });
    expect([fault.status, fault.body.error.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(fault.body)).not.toMatch(/source_counts|SQL|\.ts/);
    app.storage.db.exec('PRAGMA query_only = ON');
    const failure = await app.call('POST', NOTIFICATIONS, { token: tokens.send, body: makeSend() });
    expect(failure).toMatchObject({
      status: 503,
      body: { error: { code: 'storage_failed', message: expect.stringContaining('Nothing was changed') } },
    });
  });

  test('/ready fails when the database does not answer, /health does not', async () => {
    expect(await app.call('GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    app.storage.close();
    expect(await app.call('GET', '/ready')).toMatchObject({
      status: 503,
      body: { error: { code: 'storage_failed' } },
    });
    expect(await app.call('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  test('while it closes everything is answered by `shutting_down`', async () => {
    app.setClosing(true);
    for (const url of ['/ready', '/api/inbox', '/nothing']) {
      expect(await app.call('GET', url, { token: tokens.inbox })).toMatchObject({
        status: 503,
        body: { error: { code: 'shutting_down' } },
      });
    }
  });

  test('may the own channel be listened to, as a form and as JSON', async () => {
    const channel = userChannel(app.userId);
    const json = await app.call('POST', '/broadcasting/auth', {
      token: tokens.inbox,
      body: { ...socket, channel_name: channel },
    });
    const form = await app.call('POST', '/broadcasting/auth', {
      token: tokens.inbox,
      body: `socket_id=1.2&channel_name=${channel}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(json.status).toBe(200);
    expect(json.body.auth).toMatch(/^[0-9a-f]{20}:[0-9a-f]{64}$/);
    expect(form.body).toEqual(json.body);
  });
});

describe('the guard of an embedded server', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await buildTestApp(DRIVER, { guard: createLocalGuard(() => 47_600) });
  });
  afterEach(() => app.close());

  test.each([
    ['127.0.0.1:47600', undefined, 200],
    ['localhost:47600', undefined, 200],
    ['LOCALHOST:47600', undefined, 200],
    ['[::1]:47600', undefined, 200],
    ['127.0.0.1:47600', 'http://127.0.0.1:47600', 200],
    ['127.0.0.1:47600', 'http://localhost:47600', 200],
    ['evil.example', undefined, 'foreign_host'],
    ['evil.example:47600', undefined, 'foreign_host'],
    ['127.0.0.1', undefined, 'foreign_host'],
    ['127.0.0.1:80', undefined, 'foreign_host'],
    ['127.0.0.1.evil.example:47600', undefined, 'foreign_host'],
    ['127.0.0.1:47600', 'https://evil.example', 'foreign_origin'],
    ['127.0.0.1:47600', 'http://127.0.0.1:3000', 'foreign_origin'],
    ['127.0.0.1:47600', 'https://127.0.0.1:47600', 'foreign_origin'],
    ['127.0.0.1:47600', 'null', 'foreign_origin'],
    ['127.0.0.1:47600', '', 'foreign_origin'],
  ])('Host %s, Origin %s → %s', async (host, origin, expected) => {
    const headers = { host, ...(origin === undefined ? {} : { origin }) };
    const { status, body } = await app.call('GET', '/health', { headers });
    if (expected === 200) expect(status).toBe(200);
    else expect([status, body.error.code]).toEqual([403, expected]);
  });

  test('stands before unknown addresses, too', async () => {
    const { body } = await app.call('GET', '/nothing', { headers: { host: 'evil.example' } });
    expect(body.error.code).toBe('foreign_host');
  });
});

test('input that is not HTTP gets an error of the same shape', async () => {
  const server = await startServer();
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const client = net.connect(Number(new URL(server.url).port), '127.0.0.1', () =>
      client.write('nonsense\r\n\r\n'),
    );
    client.on('data', (chunk) => {
      text += chunk;
    });
    client.on('end', () => resolve(text));
    client.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 422 /);
  expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').error.code).toBe('invalid_request');
  await server.close();
});
