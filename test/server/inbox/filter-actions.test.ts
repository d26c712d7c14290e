/** Actions on what a filter finds, as a client asks for them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVER, DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe.each(DRIVERS)('actions on a filter, on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = await app.token(app.userId, 'inbox');
  });
  afterEach(() => app.close());

  const arrive = async (title: string, more: object = {}, userId = app.userId) =>
    (await app.storage.work([userId], () => app.inbox.arrive(userId, makeContent({ title, ...more }))))
      .notification;
  const revision = async () => (await app.inbox.position(app.userId)).revision;
  const act = async (action: unknown, filter: object, more: object = {}) =>
    app.call('POST', '/api/inbox/actions', {
      token,
      body: { action, filter, up_to_revision: await revision(), ...more },
    });
  async function titles(query: string): Promise<string[]> {
    const { status, body } = await app.call('GET', `/api/inbox?${query}`, { token });
    expect(status).toBe(200);
    return body.items.map(({ title }: { title: string }) => title);
  }

  test('change what the list with the same filter shows, as one batch that can be undone', async () => {
    for (const [title, sender] of [
      ['disk 1', 'Ada'],
      ['disk 2', 'Bob'],
      ['door', 'Ada'],
      ['disk 3', 'Ada'],
    ]) {
      await arrive(title as string, { sender });
    }
    const other = await app.addUser('Other');
    await arrive('disk of somebody else', { sender: 'Ada' }, other);
    const before = await titles('view=inbox');
    const { status, body } = await act('done', { view: 'inbox', q: 'disk from:ada' });
    expect(status).toBe(200);
    expect(body.delta).toMatchObject({ revision: 5, counts: { unread: 2 } });
    expect(body.delta.changed).toHaveLength(2);
    expect([await titles('view=inbox'), await titles('view=done')]).toEqual([
      ['door', 'disk 2'],
      ['disk 3', 'disk 1'],
    ]);
    expect((await app.inbox.position(other)).counts.unread).toBe(1);

    const batches = await app.call('GET', '/api/inbox/batches', { token });
    expect(batches.body.batches).toMatchObject([{ id: body.batch, action: { kind: 'done' }, rows: 2 }]);
    const undone = await app.call('POST', '/api/inbox/undo', { token, body: { batch: body.batch } });
    expect(undone.body).toMatchObject({ restored: 2, left: 0, delta: { counts: { unread: 4 } } });
    expect(await titles('view=inbox')).toEqual(before);
  });

  test('concern as many rows as the count of the same filter says', async () => {
    await arrive('disk 1', { sender: 'Ada' });
    const { id } = await arrive('disk 2', { sender: 'Ada' });
    await arrive('disk 3', { sender: 'Bob' });
    await app.inbox.apply({ userId: app.userId, request: { action: 'done', ids: [id] } });
    const count = async (query: string) =>
      (await app.call('GET', `/api/inbox/count?${query}`, { token })).body;
    expect(await count('q=disk%20from:ada')).toMatchObject({ revision: 4, rows: 2, unread: 1 });
    expect(await count('q=disk&view=inbox')).toMatchObject({ rows: 2, unread: 2 });
    expect(await count('')).toMatchObject({ rows: 2, unread: 2 });
    expect(await count('view=done')).toMatchObject({ rows: 1, unread: 0 });
    expect(await count('source=s-none')).toMatchObject({ rows: 0, unread: 0 });
    expect(await count('q=%20')).toMatchObject({ rows: 0, unread: 0 });
    const terms = await app.call('GET', `/api/inbox/count?q=${'a%20'.repeat(51)}`, { token });
    expect([terms.status, terms.body.error.code]).toEqual([422, 'invalid_request']);
    const { body } = await act('delete', { q: 'disk from:ada' });
    expect(body.delta.changed).toHaveLength(2);
    expect(await count('q=disk')).toMatchObject({ rows: 1 });
    expect(await count('q=disk%20is:deleted')).toMatchObject({ rows: 2, unread: 0 });
  });

  test('leave alone what arrives meanwhile, or is sent once more', async () => {
    await arrive('disk old');
    await arrive('disk again', { dedupe_key: 'k' });
    const up_to_revision = await revision();
    await arrive('disk again', { dedupe_key: 'k' });
    await arrive('disk new');
    const { body } = await act('read', { q: 'disk' }, { up_to_revision });
    expect(body.delta.counts.unread).toBe(2);
    expect(await titles('view=unread')).toEqual(['disk new', 'disk again']);
  });

  test('look where the list looks: one view, everything, or the Bin', async () => {
    for (const title of ['disk 1', 'disk 2', 'disk 3']) await arrive(title);
    await act('done', { view: 'inbox', q: 'disk "1"' });
    await act({ kind: 'snooze', until: '2100-01-01T00:00:00Z' }, { q: '"2"' });
    expect((await act('save', { view: 'done', q: 'disk' })).body.delta.changed).toHaveLength(1);
    expect((await act('delete', { q: '-door' })).body.delta.changed).toHaveLength(3);
    expect(await titles('view=inbox')).toEqual([]);
    expect((await act('restore', { q: 'disk' })).body.delta.changed).toEqual([]);
    expect((await act('restore', { q: 'is:deleted "3"' })).body.delta.changed).toHaveLength(1);
    expect((await act('purge', { view: 'bin', q: 'disk' })).body).toMatchObject({ batch: null });
    expect([await titles('q=disk'), await titles('view=bin')]).toEqual([['disk 3'], []]);
  });

  test('a day begins where its reader is', async () => {
    await arrive('late');
    app.storage.db.run('UPDATE notifications SET created_at = ?1', [Date.UTC(2026, 10, 27, 23, 30)]);
    const filter = (utc_offset: number) => ({ q: 'after:2026-11-28', utc_offset });
    expect((await act('read', filter(-60))).body.delta.changed).toEqual([]);
    expect((await act('read', filter(60))).body.delta.changed).toHaveLength(1);
    expect(await titles('q=after:2026-11-28')).toEqual([]);
    expect(await titles('q=after:2026-11-28&utc_offset=60')).toEqual(['late']);
  });

  test.each(['', '   ', '-', '!? -', '""', '-"…"'])('%j asks for nothing, and is refused', async (q) => {
    await arrive('disk');
    const { status, body } = await act('delete', { view: 'inbox', q });
    expect([status, body.error.code]).toEqual([422, 'empty_filter']);
    expect(await titles('view=inbox')).toEqual(['disk']);
  });

  test.each(['-is:savd', 'disk priority:high', 'nobody:x'])(
    '%j is not understood, and refused',
    async (q) => {
      await arrive('disk');
      const { status, body } = await act('delete', { q });
      expect([status, body.error.code]).toEqual([422, 'invalid_request']);
      expect(body.error.details).toMatchObject([{ path: '/filter/q', message: expect.any(String) }]);
      expect(await titles('view=inbox')).toEqual(['disk']);
    },
  );

  test('a missing revision is named', async () => {
    const { body } = await act('read', { q: 'disk' }, { up_to_revision: undefined });
    expect(body.error.details).toEqual([
      { path: '', message: 'must have required properties up_to_revision' },
    ]);
  });

  test.each([
    ['no revision', { up_to_revision: undefined }, 'invalid_request'],
    ['a revision that is not there yet', { up_to_revision: 99 }, 'revision_in_future'],
    ['no words', { filter: { view: 'inbox' } }, 'invalid_request'],
    ['too many terms', { filter: { q: 'a '.repeat(51) } }, 'invalid_request'],
    ['an unknown view', { filter: { view: 'all', q: 'x' } }, 'invalid_request'],
    ['an unknown field', { filter: { q: 'x', source: 's-1' } }, 'invalid_request'],
  ])('%s is refused', async (_, more, code) => {
    await arrive('disk');
    expect((await act('read', { q: 'disk' }, more)).body.error.code).toBe(code);
    expect(await titles('view=unread')).toEqual(['disk']);
  });
});

test('a list says what it did not understand, and searches it as words', async () => {
  const app = await buildTestApp(DRIVER);
  const token = await app.token(app.userId, 'inbox');
  await app.storage.work([app.userId], () =>
    app.inbox.arrive(app.userId, makeContent({ title: 'color: red' })),
  );
  const list = async (query: string) => (await app.call('GET', `/api/inbox?${query}`, { token })).body;
  expect(await list('q=color:red%20is:new')).toMatchObject({
    items: [],
    remarks: [
      { code: 'unknown_operator', text: 'color:red' },
      { code: 'unknown_value', text: 'is:new' },
    ],
  });
  expect(await list('q=color:red')).toMatchObject({ items: [{ title: 'color: red' }] });
  expect((await list('q=red')).remarks).toEqual([]);
  expect(await list('view=inbox')).not.toHaveProperty('remarks');
  await app.close();
});
