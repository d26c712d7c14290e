import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Action, DELTA_ROWS, type View } from '#server/inbox';
import { PLAIN_ACTIONS, VIEWS } from '#server/rules/state';
import { DRIVERS } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

type State = 'unread' | 'read' | 'done' | 'done unread';
const STATES: Readonly<Record<State, readonly Action[]>> = {
  unread: [],
  read: ['read'],
  done: ['read', 'done'],
  'done unread': ['done'],
};

/** [state, action, views it is in afterwards, whether anything changed] */
const TABLE: readonly (readonly [State, Action, readonly View[], boolean])[] = [
  ['unread', 'read', ['inbox'], true],
  ['unread', 'unread', ['inbox', 'unread'], false],
  ['unread', 'done', ['done'], true],
  ['unread', 'restore', ['inbox', 'unread'], false],
  ['unread', 'delete', ['bin'], true],
  ['read', 'read', ['inbox'], false],
  ['read', 'unread', ['inbox', 'unread'], true],
  ['read', 'done', ['done'], true],
  ['read', 'restore', ['inbox'], false],
  ['read', 'delete', ['bin'], true],
  ['done', 'read', ['done'], false],
  ['done', 'unread', ['done'], true],
  ['done', 'done', ['done'], false],
  ['done', 'restore', ['inbox'], true],
  ['done', 'delete', ['bin'], true],
  ['done unread', 'read', ['done'], true],
  ['done unread', 'unread', ['done'], false],
  ['done unread', 'done', ['done'], false],
  ['done unread', 'restore', ['inbox', 'unread'], true],
  ['done unread', 'delete', ['bin'], true],
];

describe.each(DRIVERS)('actions on %s', (driver) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await buildTestApp(driver);
  });
  afterEach(() => app.close());

  const arrive = async (overrides = {}) =>
    (await app.storage.work([app.userId], () => app.inbox.arrive(app.userId, makeContent(overrides))))
      .notification;
  const act = async (action: Action, ...ids: string[]) =>
    (await app.inbox.apply({ userId: app.userId, request: { action, ids } })).delta;
  const actOnView = async (action: Action, view: View, upTo?: number) => {
    const up_to_revision = upTo ?? (await app.inbox.position(app.userId)).revision;
    return (await app.inbox.apply({ userId: app.userId, request: { action, view, up_to_revision } })).delta;
  };
  const ids = async (view: View) => (await app.inbox.list(app.userId, { view })).items.map(({ id }) => id);

  test.each(TABLE)('%s + %s → %s', async (state, action, views, changes) => {
    const { id } = await arrive();
    for (const earlier of STATES[state]) await act(earlier, id);
    const before = await app.inbox.position(app.userId);
    const delta = await act(action, id);

    const found: View[] = [];
    for (const view of VIEWS) {
      if ((await ids(view)).includes(id)) found.push(view);
    }
    expect(found).toEqual(views);
    const unread = views.includes('unread') ? 1 : 0;
    expect(delta.counts).toEqual({ unread, by_source: unread === 1 ? { local: 1 } : {} });
    expect(delta.revision).toBe(before.revision + (changes ? 1 : 0));
    if (!changes) expect(delta.changed).toEqual([]);
    else expect(delta.changed).toMatchObject([{ id, revision: delta.revision, created_revision: 1 }]);
  });

  test('many ids are one revision, and only changed rows are announced', async () => {
    const [a, b, c] = [await arrive(), await arrive(), await arrive()];
    await act('read', b.id);
    const delta = await act('read', a.id, b.id, c.id);
    expect(delta.revision).toBe(5);
    expect(delta.changed?.map(({ id, revision }) => [id, revision])).toEqual([
      [a.id, 5],
      [c.id, 5],
    ]);
    expect(delta.counts.unread).toBe(0);
  });

  test('one unknown id among known ones: refused with its name, nothing changed', async () => {
    const { id } = await arrive();
    await expect(act('read', id, 'nobody')).rejects.toMatchObject({
      code: 'not_found',
      details: { ids: ['nobody'] },
    });
    expect(await ids('unread')).toEqual([id]);
    expect((await app.inbox.position(app.userId)).revision).toBe(1);
  });

  test("another user's id is as unknown as any", async () => {
    const { id } = await arrive();
    const stranger = await app.addUser('stranger');
    const refused = app.inbox.apply({ userId: stranger, request: { action: 'delete', ids: [id] } });
    await expect(refused).rejects.toMatchObject({ code: 'not_found', details: { ids: [id] } });
    expect(await ids('inbox')).toEqual([id]);
  });

  test('what is in the Bin is left alone by everything but what brings it back, or ends it', async () => {
    const { id } = await arrive();
    await act('delete', id);
    for (const action of ['read', 'unread', 'done', 'save', 'delete'] as const) {
      expect((await act(action, id)).changed).toEqual([]);
    }
    expect(await ids('bin')).toEqual([id]);
    const back = await act('restore', id);
    expect(back).toMatchObject({ counts: { unread: 1 }, changed: [{ id, title: expect.any(String) }] });
    expect(back.changed?.[0]).not.toHaveProperty('deleted');
  });

  test('what is purged is gone for every action', async () => {
    const { id } = await arrive();
    expect((await act('purge', id)).changed).toEqual([]);
    await act('delete', id);
    const delta = await act('purge', id);
    expect(delta.changed).toEqual([{ id, revision: delta.revision, deleted: true }]);
    for (const action of PLAIN_ACTIONS) {
      await expect(act(action, id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('a row in the Bin comes whole, and as a tombstone to clients that know no Bin', async () => {
    const { id } = await arrive({ title: 'back soon' });
    expect((await act('delete', id)).changed).toMatchObject([
      { id, deleted: true, title: 'back soon', deleted_at: expect.any(String) },
    ]);
  });

  test('nothing of the content stays in the database after a purge', async () => {
    const { id } = await arrive({
      title: 'secret title',
      message: 'secret message',
      url: 'https://secret.example',
      data: '{"secret":1}',
      dedupe_key: 'secret',
    });
    await act('delete', id);
    await act('purge', id);
    expect(JSON.stringify(app.storage.db.all('SELECT * FROM notifications'))).not.toContain('secret');
  });

  test('all of a view, up to a revision: what arrives meanwhile is untouched', async () => {
    await arrive();
    await arrive();
    const seen = (await app.inbox.position(app.userId)).revision;
    const late = await arrive();
    const delta = await actOnView('read', 'unread', seen);
    expect(await ids('unread')).toEqual([late.id]);
    expect(delta.counts.unread).toBe(1);
  });

  test('a send that was folded into a row meanwhile keeps that row unread', async () => {
    const first = await arrive({ dedupe_key: 'disk', title: 'disk 80 % full' });
    const seen = (await app.inbox.position(app.userId)).revision;
    await arrive({ dedupe_key: 'disk', title: 'disk 99 % full' });
    await actOnView('read', 'unread', seen);
    expect(await ids('unread')).toEqual([first.id]);
  });

  test('a row that was only marked since is part of it', async () => {
    const { id } = await arrive();
    const seen = (await app.inbox.position(app.userId)).revision;
    await act('read', id);
    await act('unread', id);
    await actOnView('read', 'unread', seen);
    expect(await ids('unread')).toEqual([]);
  });

  test('an empty view changes nothing', async () => {
    const delta = await actOnView('read', 'unread');
    expect(delta).toMatchObject({ revision: 0, changed: [] });
    expect(app.published).toEqual([]);
  });

  test('a bound beyond the newest revision is refused', async () => {
    await arrive();
    await expect(actOnView('read', 'unread', 2)).rejects.toMatchObject({
      code: 'revision_in_future',
      details: { revision: 1 },
    });
    expect(await ids('unread')).toHaveLength(1);
  });

  test(`more than ${DELTA_ROWS} rows are changed at once and not listed one by one`, async () => {
    await Promise.all(Array.from({ length: DELTA_ROWS + 1 }, () => arrive()));
    const delta = await actOnView('read', 'unread');
    expect(delta).toMatchObject({ changed: null, counts: { unread: 0 }, revision: DELTA_ROWS + 2 });
    expect(app.published.at(-1)).toMatchObject({ name: 'inbox.changed' });
  });

  test(`${DELTA_ROWS} rows still are`, async () => {
    await Promise.all(Array.from({ length: DELTA_ROWS }, () => arrive()));
    expect((await actOnView('done', 'inbox')).changed).toHaveLength(DELTA_ROWS);
  });

  test('counts exist for each source', async () => {
    const mail = await arrive({ source: 'mail' });
    await arrive({ source: 'ci' });
    await arrive({ source: 'ci' });
    expect((await app.inbox.position(app.userId)).counts).toEqual({
      unread: 3,
      by_source: { ci: 2, mail: 1 },
    });
    await act('done', mail.id);
    expect((await app.inbox.position(app.userId)).counts).toEqual({ unread: 2, by_source: { ci: 2 } });
  });

  test('inboxes of different users have nothing to do with each other', async () => {
    const stranger = await app.addUser('stranger');
    await app.storage.work([stranger], () => app.inbox.arrive(stranger, makeContent()));
    expect(await app.inbox.position(app.userId)).toMatchObject({
      revision: 0,
      counts: { unread: 0, by_source: {} },
    });
    expect((await app.inbox.sync(app.userId, { since: 0 })).changed).toEqual([]);
  });
});
