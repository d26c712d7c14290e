/** Text of which one code point would end a process, by every way into an inbox. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import type { Notification } from '#server/notification';
import { userChannel } from '#server/rules/channels';
import { refusal } from '#server/rules/refusals';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';
import { makeIngest } from '../sources/harness.ts';
import { signedTarget } from './pusher/harness.ts';

const BAD = 'x\uffff\ufdd0\u{1fffe}\ud83d\0\u0007\u0085y';
const CLEAN = 'x\ufffd\ufffd\ufffd\ufffdy';
/** Not shown to anybody: as it came. */
const DATA = { text: `${BAD}\n`, [BAD]: 1 };

describe.each(DRIVERS)('on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'inbox', 'send');
    await app.sources.register(app.userId, 's-shop', { kind: 'laravel', actions: ['reply'] });
  });
  afterEach(() => app.close());

  async function publish(payload: Readonly<Record<string, unknown>>): Promise<void> {
    const event = { name: CREATED_EVENT, channel: userChannel(app.userId), data: JSON.stringify(payload) };
    const body = JSON.stringify(event);
    const url = signedTarget('POST', '/events', { app: app.pusher, body });
    const answer = await app.inject({
      ...{ method: 'POST', url, payload: body },
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(200);
  }

  const fields = {
    ...{ type: BAD, title: `${BAD}\nz`, message: `${BAD}\nz` },
    ...{ url: `https://x.example/${BAD}`, icon: `https://x.example/${BAD}` },
  };
  const keys = { group_key: BAD, dedupe_key: BAD };
  const ENTRIES = {
    'a send': async () => {
      const answer = await app.call('POST', '/api/notifications', {
        ...{ token, body: { ...fields, ...keys, data: DATA } },
      });
      expect(answer.status).toBe(201);
    },
    'a source': async () => {
      const content = makeIngest({ ...fields, ...keys, data: DATA });
      await app.sources.ingest(app.userId, { source: 's-shop', items: [{ external_id: 'a', content }] });
    },
    "a Laravel app's own list": () => publish({ id: 'a', data: { ...fields, ...DATA } }),
  };

  test.each(Object.entries(ENTRIES))('%s is cleaned, and its data is not', async (_name, enter) => {
    await enter();
    const one: Notification = (await app.call('GET', '/api/inbox', { token })).body.items[0];
    expect(one).toMatchObject({
      ...{ type: CLEAN, title: `${CLEAN} z`, message: `${CLEAN}\nz` },
      ...{ url: `https://x.example/${CLEAN}`, icon: `https://x.example/${CLEAN}` },
    });
    expect([null, CLEAN]).toContain(one.group_key);
    expect([null, CLEAN]).toContain(one.dedupe_key);
    expect(one.data).toMatchObject(DATA);
    const { data: _, ...shown } = one;
    expect(JSON.stringify(shown)).not.toMatch(/\\u|\uffff|\ufdd0|\u{1fffe}/u);
    const synced = (await app.call('GET', '/api/inbox/sync', { token })).body;
    expect(synced.changed).toEqual([one]);
  });

  test('a title of which nothing is left is refused from a sender, and named by its type from a source', async () => {
    const sent = await app.call('POST', '/api/notifications', { token, body: { title: '\u0007' } });
    expect(sent).toMatchObject({ status: 422, body: { error: { code: 'invalid_request' } } });
    const content = makeIngest({ type: 'order.shipped', title: '\u0007' });
    await app.sources.ingest(app.userId, { source: 's-shop', items: [{ external_id: 'a', content }] });
    expect((await app.inbox.list(app.userId, {})).items).toMatchObject([{ title: 'order.shipped' }]);
  });

  test('what its reader answers is cleaned, and refused when nothing is left', async () => {
    const reply = { via: 'http', url: 'https://x.example/' };
    const { body } = await app.call('POST', '/api/notifications', {
      token,
      body: { title: 'Lunch?', reply },
    });
    const answer = (text: string) =>
      app.call('POST', `/api/inbox/${body.notification.id}/reply`, { token, body: { text } });
    expect(await answer('\0')).toMatchObject({ status: 422, body: { error: { code: 'invalid_request' } } });
    expect((await answer(`${BAD}\nz`)).status).toBe(200);
    expect((await app.inbox.list(app.userId, {})).items[0]?.upstream?.text).toBe(`${CLEAN}\nz`);
    expect((await app.sources.outbox(app.userId, { source: 'local' })).entries[0]?.reply?.text).toBe(
      `${CLEAN}\nz`,
    );
  });

  test('so are names and filters of rules, and what is muted; a name of which nothing is left is refused', async () => {
    const body = { name: `${BAD}\nz`, filter: BAD, sound: BAD, do: 'silent' };
    const call = (method: 'POST' | 'PUT', url: string, more: object) =>
      app.call(method, url, { token, body: more });
    const made = await call('POST', '/api/rules', body);
    expect(made.body.rule).toMatchObject({ name: `${CLEAN} z`, filter: CLEAN, sound: CLEAN });
    expect((await call('POST', '/api/rules', { ...body, name: '\u0007' })).body.error.code).toBe(
      'invalid_request',
    );
    const saved = await call('PUT', '/api/inbox/filters/a', { name: BAD, filter: BAD, position: 0 });
    expect(saved.body.filter).toMatchObject({ name: CLEAN, filter: CLEAN });
    expect((await call('PUT', '/api/inbox/filters/%00', { ...body, position: 0 })).status).toBe(422);
    await ENTRIES['a send']();
    const mute = { kind: 'mute', what: 'thread', source: 'local', key: BAD, until: null };
    const { delta } = (await call('POST', '/api/inbox/actions', { action: mute })).body;
    expect(delta).toMatchObject({ counts: { unread: 0 }, changed: [{ group_key: CLEAN }] });
  });

  test('so is a refusal in the words of a source', async () => {
    const items = [{ external_id: 'a', content: makeIngest({ reply: { via: 'http', url: 'https://x' } }) }];
    await app.sources.ingest(app.userId, { source: 's-shop', items });
    const id = (await app.inbox.list(app.userId, {})).items[0]?.id ?? '';
    await app.inbox.reply(app.userId, id, 'Yes', null);
    const [entry] = (await app.sources.outbox(app.userId, { source: 's-shop' })).entries;
    await app.sources.report(app.userId, {
      results: [{ id: entry?.id ?? '', outcome: 'refused', reason: refusal('complained', {}, BAD) }],
    });
    expect((await app.inbox.list(app.userId, {})).items[0]?.upstream?.reason?.said).toBe(CLEAN);
  });

  test.each([BAD, 'Ann\n', '\u001b[2J', '\u202egnp.exe', 'An\u200bn', 'Ann\u00ad', '\ufeffAnn', ' Ann'])(
    '%j is no name of a user or device',
    async (name) => {
      await expect(app.users.add({ email: 'a@b.example', name, password: null })).rejects.toThrow(
        'invisible',
      );
      await expect(app.accounts.issue(app.userId, name, ['inbox'])).rejects.toMatchObject({
        code: 'invalid_request',
      });
    },
  );
});
