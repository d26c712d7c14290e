/** The fields with a shape of their own, as a sender meets them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EVENT_DATA_LIMIT } from '#server/channel';
import { FIELD_NAMES, FIELDS } from '#server/rules/content';
import { DRIVERS } from '../../support/drivers.ts';
import { makeSend } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

const X = 'https://x.example/';
const open = (fields: object = {}) => ({ label: 'Go', kind: 'open', url: X, ...fields });
const http = (fields: object = {}) => ({ label: 'Go', kind: 'http', url: X, ...fields });
const file = (fields: object = {}) => ({ name: 'a.pdf', url: X, ...fields });
const many = (count: number) => Array.from({ length: count }, (_, n) => `X-${n}`);
const SPARSE = FIELD_NAMES.filter((name) => 'sparse' in FIELDS[name]);

/** What is wrong, and the only places that are named. */
const REFUSED: readonly (readonly [what: string, fields: object, ...places: string[]])[] = [
  ['another format', { format: 'html' }, '/format'],
  ['too many tags', { tags: many(21) }, '/tags'],
  ['a long tag', { tags: ['a', 'b'.repeat(51)] }, '/tags/1'],
  ['a long sender', { sender: 'a'.repeat(201) }, '/sender'],
  ['too many actions', { actions: [open(), open(), open(), open()] }, '/actions'],
  ['an unknown kind', { actions: [open(), { label: 'Go', kind: 'call', number: 1 }] }, '/actions/1/kind'],
  ['a kind without its field', { actions: [{ label: 'Go', kind: 'copy' }] }, '/actions/0'],
  ['a label that nobody sees', { actions: [open({ label: '\u200b' })] }, '/actions/0/label'],
  ['a long label', { actions: [open({ label: 'a'.repeat(81) })] }, '/actions/0/label'],
  ['a script as an address', { actions: [open(), open({ url: 'javascript:1' })] }, '/actions/1/url'],
  [
    'two faults at two actions',
    { actions: [open({ url: 'x' }), http({ url: 'y' })] },
    '/actions/0/url',
    '/actions/1/url',
  ],
  ['a request to an e-mail address', { actions: [http({ url: 'mailto:a@b.c' })] }, '/actions/0/url'],
  ['another method', { actions: [http({ method: 'TRACE' })] }, '/actions/0/method'],
  ['a GET with a body', { actions: [http({ method: 'GET', body: 'a' })] }, '/actions/0'],
  ['a long body', { actions: [http({ body: 'a'.repeat(4_001) })] }, '/actions/0/body'],
  [
    'a header with a line break',
    { actions: [http({ headers: { 'X-A': 'a\nb' } })] },
    '/actions/0/headers/X-A',
  ],
  [
    'too many headers',
    { actions: [http({ headers: Object.fromEntries(many(11).map((name) => [name, 'a'])) })] },
    '/actions/0/headers',
  ],
  [
    'a long text to copy',
    { actions: [{ label: 'Go', kind: 'copy', text: 'a'.repeat(2_001) }] },
    '/actions/0/text',
  ],
  ['nothing to copy', { actions: [{ label: 'Go', kind: 'copy', text: '\u0007' }] }, '/actions/0/text'],
  ['a long event', { actions: [{ label: 'Go', kind: 'event', event: 'a'.repeat(101) }] }, '/actions/0/event'],
  ['too many attachments', { attachments: Array.from({ length: 6 }, () => file()) }, '/attachments'],
  ['an attachment on this computer', { attachments: [file({ url: 'file:///a' })] }, '/attachments/0/url'],
  ['no media type', { attachments: [file({ type: 'pdf' })] }, '/attachments/0/type'],
  ['a size below zero', { attachments: [file({ size: -1 })] }, '/attachments/0/size'],
  ['an unknown way to reply', { reply: { via: 'sms' } }, '/reply/via'],
  ['no time', { expires_at: '2099-13-01T00:00:00Z' }, '/expires_at'],
  ['a time without its zone', { expires_at: '2099-12-01T00:00:00' }, '/expires_at'],
  ['a time that is over', { expires_at: '2020-12-01T00:00:00Z' }, '/expires_at'],
  ['a hasty emergency', { emergency: { retry: 29, expire: 60 } }, '/emergency/retry'],
  [
    'an emergency of more than three hours',
    { emergency: { retry: 30, expire: 10_801 } },
    '/emergency/expire',
  ],
];

describe.each(DRIVERS)('on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'send');
  });
  afterEach(() => app.close());

  const send = (fields: object, key?: string) =>
    app.call('POST', '/api/notifications', {
      token,
      body: { title: 'x', ...fields },
      headers: key === undefined ? {} : { 'Idempotency-Key': key },
    });
  const items = async () => (await app.inbox.list(app.userId, {})).items;

  const refused = REFUSED.map(([what, fields, ...places]) => ({ what, fields, places }));
  test.each(refused)('$what is refused', async ({ fields, places }) => {
    const { status, body } = await send(fields);
    expect([status, body.error.code]).toEqual([422, 'invalid_request']);
    const named: { path: string; message: string }[] = body.error.details;
    expect([...new Set(named.map(({ path }) => path))], JSON.stringify(named)).toEqual(places);
    expect(await items()).toEqual([]);
  });

  test('an unknown kind learns which there are', async () => {
    const { body } = await send({ actions: [{ label: 'Go', kind: 'call' }] });
    expect(body.error.details).toEqual([
      { path: '/actions/0/kind', message: 'must be one of open, http, copy, event' },
    ]);
  });

  test('the most of everything is taken, and comes back', async () => {
    const fields = {
      tags: many(20).map((tag) => tag.padEnd(50, 'x')),
      sender: 'a'.repeat(200),
      actions: ['A', 'B', 'C'].map((label) => ({
        ...{ id: label, label: label.repeat(80), kind: 'http', url: X.padEnd(2_000, 'a'), method: 'PATCH' },
        headers: Object.fromEntries(many(10).map((name) => [name, 'a'.repeat(1_000)])),
        body: 'a'.repeat(4_000),
      })),
      attachments: many(5).map((name) => file({ name: name.padEnd(200, 'a'), type: 'text/plain', size: 7 })),
      expires_at: '2099-12-01T00:00:00.000000Z',
      emergency: { retry: 10_800, expire: 10_800 },
    };
    const { status, body } = await send(fields);
    expect([status, body.notification]).toMatchObject([201, fields]);
    expect(await items()).toMatchObject([fields]);
    const event = app.published.at(-1);
    expect(event?.data.length).toBeLessThan(EVENT_DATA_LIMIT);
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ title: 'x', truncated: true });
  });

  test('who does not use them gets and sends no byte more', async () => {
    const given = { format: 'text', tags: [' '], sender: '\u0007', actions: [], attachments: [] };
    for (const fields of [{}, given]) {
      const { body } = await send(fields);
      expect(Object.keys(body.notification).filter((name) => (SPARSE as string[]).includes(name))).toEqual(
        [],
      );
    }
    expect(SPARSE).toHaveLength(7);
  });

  test('a folded send takes nothing over from the earlier ones', async () => {
    await send({
      ...makeSend({ dedupe_key: 'a' }),
      tags: ['a'],
      actions: [open()],
      emergency: { retry: 60, expire: 60 },
    });
    const { body } = await send({ dedupe_key: 'a', tags: ['b'] });
    expect(body.notification).toMatchObject({ occurrences: 2, tags: ['b'] });
    expect(body.notification).not.toHaveProperty('actions');
    expect(body.notification).not.toHaveProperty('emergency');
  });

  test('a send that is repeated after its end gets its first answer', async () => {
    const fields = { expires_at: new Date(Date.now() + 400).toISOString() };
    const first = await send(fields, 'once');
    expect(first.status).toBe(201);
    await expect.poll(async () => (await send(fields)).status, { timeout: 5_000 }).toBe(422);
    expect((await send(fields, 'once')).body.notification.id).toBe(first.body.notification.id);
  });

  test('a source may bring what is over, which is done', async () => {
    const session = app.accounts.issueSession(app.userId, ['inbox', 'ingest']);
    await app.sources.register(app.userId, 's-team', { kind: 'belfry', actions: [] });
    const content = { type: 't', title: 'x', message: '', url: null, icon: null, priority: 3, data: {} };
    const old = { ...content, group_key: null, dedupe_key: null, reply: null };
    const ended = { ...old, expires_at: '2020-12-01T00:00:00Z' };
    const { status } = await app.call('POST', '/api/inbox/ingest', {
      token: session,
      body: {
        source: 's-team',
        items: [
          { external_id: '1', content: ended },
          { external_id: '2', content: old },
        ],
      },
    });
    expect(status).toBe(200);
    expect(await items()).toHaveLength(1);
    const { items: done } = await app.inbox.list(app.userId, { view: 'done' });
    expect(done).toMatchObject([{ expires_at: '2020-12-01T00:00:00.000000Z', ended: 'expired' }]);
  });
});
