import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { userChannel } from '#server/rules/channels';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';
import { connected, startRealtime } from '../realtime/harness.ts';
import { SOURCE } from '../sources/harness.ts';
import { signedTarget } from './pusher/harness.ts';

const BIG = '9007199254740993';
const DATA = `{"order":${BIG},"odds":[1e400,0.12345678901234567891]}`;

describe.each(DRIVERS)('numbers that JavaScript would round, on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = app.accounts.issueSession(app.userId, ['inbox', 'send', 'ingest']);
  });
  afterEach(() => app.close());

  async function raw(method: 'GET' | 'POST', url: string, payload?: string, headers = {}) {
    const answer = await app.inject({
      ...{ method, url },
      headers: {
        authorization: `Bearer ${token}`,
        ...(payload && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    });
    return { status: answer.statusCode, text: answer.body };
  }
  const publish = async (...payloads: string[]) => {
    const statuses: number[] = [];
    for (const data of payloads) {
      const body = JSON.stringify({ name: CREATED_EVENT, channel: userChannel(app.userId), data });
      const url = signedTarget('POST', '/events', { app: app.pusher, body });
      statuses.push((await app.inject({ method: 'POST', url, payload: body })).statusCode);
    }
    return statuses;
  };

  test('two ids that round to the same are two notifications, and each is reached by its own', async () => {
    const ids = ['9007199254740992', '9007199254740993', '1000000000000000000000'];
    expect(await publish(...ids.map((id) => `{"id":${id},"type":"T","title":"${id}"}`))).toEqual([
      200, 200, 200,
    ]);
    const page = JSON.parse((await raw('GET', '/api/notifications')).text);
    expect(
      page.notifications.map(({ id, data }: { id: string; data: { title: string } }) => [id, data.title]),
    ).toEqual(ids.map((id) => [id, id]).reverse());
    for (const id of ids) {
      const read = await raw('POST', `/api/notifications/${id}/read`);
      expect([read.status, JSON.parse(read.text).delta.changed[0].title]).toEqual([200, id]);
    }
  });

  test("data comes out of a send's answer, list, sync, announcement, Laravel's list and a replay as it went in", async () => {
    const key = { 'idempotency-key': 'k' };
    const body = `{"title":"Shipped","data":${DATA}}`;
    const sent = await raw('POST', '/api/notifications', body, key);
    expect(sent).toMatchObject({ status: 201, text: expect.stringContaining(`"data":${DATA}`) });
    expect(await raw('POST', '/api/notifications', body, key)).toEqual({ status: 200, text: sent.text });
    const other = await raw('POST', '/api/notifications', body.replace(BIG, '9007199254740992'), key);
    expect(other.status).toBe(409);
    for (const url of ['/api/inbox', '/api/inbox/sync', '/api/inbox/sync?since=0']) {
      expect((await raw('GET', url)).text).toContain(`"data":${DATA}`);
    }
    expect((await raw('GET', '/api/notifications')).text).toContain(`"data":${DATA.slice(0, -1)},`);
    expect(app.published[0]?.data).toContain(`"data":${DATA}`);
  });

  test('data from a source or a Laravel app is stored as it came', async () => {
    await app.sources.register(app.userId, SOURCE, { kind: 'laravel', actions: [] });
    const content =
      '"type":"t","message":"","url":null,"icon":null,"priority":3,"group_key":null,"dedupe_key":null';
    const items = `[{"external_id":"1","content":{"title":"From a source","reply":null,${content},"data":${DATA}}}]`;
    expect((await raw('POST', '/api/inbox/ingest', `{"source":"${SOURCE}","items":${items}}`)).status).toBe(
      200,
    );
    expect(await publish(`{"id":"a","type":"T","data":${DATA}}`)).toEqual([200]);
    const list = (await raw('GET', '/api/inbox')).text;
    expect(list.split(`"data":${DATA}`)).toHaveLength(3);
    expect((await raw('GET', '/api/notifications')).text).toContain(`"data":${DATA}`);
  });

  test.each([
    ['data', `{"title":"x","data":${BIG}}`],
    ['priority', '{"title":"x","priority":1e400}'],
    ['title', `{"title":${BIG}}`],
    ['the body', BIG],
  ])('one is not taken for %s', async (_what, body) => {
    expect((await raw('POST', '/api/notifications', body)).status).toBe(422);
    expect((await raw('POST', '/api/inbox/receipts', BIG)).status).toBe(422);
    expect((await app.inbox.list(app.userId, {})).items).toEqual([]);
  });
});

describe('on a channel', () => {
  const ROOM = 'presence-room';
  const member = `{"user_id":${BIG},"user_info":${DATA}}`;

  test('a client event passes with the numbers that it was sent with, also to webhooks', async () => {
    const host = await startRealtime();
    const [sender, other] = [await connected(host.url), await connected(host.url)];
    for (const client of [sender, other]) await client.join('private-a');
    const got: string[] = [];
    other.socket.on('message', (data) => got.push(data.toString()));
    sender.send(`{"event":"client-typing","channel":"private-a","data":${DATA}}`);
    await other.next();
    expect(got).toEqual([`{"event":"client-typing","channel":"private-a","data":${DATA}}`]);
    expect(host.events.at(-1)).toMatchObject({ name: 'client_event', data: DATA });
  });

  test('members whose ids would round to the same stay distinct, in a form that no client rounds', async () => {
    const host = await startRealtime();
    const [ada, bob] = [await connected(host.url), await connected(host.url)];
    await ada.join(ROOM, member);
    const { data } = await bob.join(ROOM, member.replace(BIG, '9007199254740992'));
    expect(JSON.parse(String(data)).presence.ids).toEqual([BIG, '9007199254740992']);
    expect(String(data)).toContain(`"${BIG}":${DATA}`);
    const added = await ada.next();
    expect(added.data).toBe(`{"user_id":"9007199254740992","user_info":${DATA}}`);
    expect(host.appState.users(ROOM)).toEqual([BIG, '9007199254740992']);
  });

  test('a user signs in under the exact id, and is watched under it', async () => {
    const host = await startRealtime();
    const [ada, bob] = [await connected(host.url), await connected(host.url)];
    ada.signIn(`{"id":${BIG}}`);
    await ada.next();
    bob.signIn(`{"id":"bob","watchlist":[${BIG},9007199254740992]}`);
    await bob.next();
    const [online, offline] = JSON.parse(String((await bob.next()).data)).events;
    expect([online.user_ids, offline.user_ids]).toEqual([[BIG], ['9007199254740992']]);
    host.appState.sendToUser(BIG, 'hello', '{}');
    expect(await ada.next()).toMatchObject({ event: 'hello' });
  });
});
