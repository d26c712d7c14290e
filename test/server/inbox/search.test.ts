import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Action, ListQuery } from '#server/inbox';
import { openSqlite } from '../../../server/storage/sqlite/driver.ts';
import { migrate } from '../../../server/storage/sqlite/migrate.ts';
import { MIGRATIONS } from '../../../server/storage/sqlite/migrations/migrations.ts';
import { DRIVERS, sqliteOf } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, newDataDir, type TestApp } from '../../support/server.ts';

describe.each(DRIVERS)('searching on %s', (driver) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await buildTestApp(driver);
  });
  afterEach(() => app.close());

  const arrive = async (overrides: Parameters<typeof makeContent>[0], userId = app.userId) =>
    (await app.storage.work([userId], () => app.inbox.arrive(userId, makeContent(overrides)))).notification;
  const act = (action: Action, ...ids: string[]) =>
    app.inbox.apply({ userId: app.userId, request: { action, ids } });
  const found = async (q: string, query: ListQuery = {}) =>
    (await app.inbox.search(app.userId, { ...query, q })).items.map(({ title }) => title);
  const indexed = (match: string) =>
    app.storage.db.all('SELECT rowid FROM search WHERE search MATCH ?1', [match]).length;

  test('by the beginnings of words, in title or message, newest first', async () => {
    await arrive({ title: 'Build failed', message: 'on branch main' });
    await arrive({ title: 'Deploy finished', message: 'of the build' });
    await arrive({ title: 'Rebuild' });
    expect(await found('bui')).toEqual(['Deploy finished', 'Build failed']);
    expect(await found('  BRANCH\tbuil ')).toEqual(['Build failed']);
    expect(await found('main deploy')).toEqual([]);
  });

  test('diacritics and case make no difference', async () => {
    await arrive({ title: 'Größe geändert, ÅNGSTRÖM, žluťoučký, Việt' });
    for (const q of ['geandert', 'GEÄNDERT', 'angstrom', 'zlutoucky', 'viet', 'GRÖ', 'gro']) {
      expect(await found(q)).toHaveLength(1);
    }
  });

  test.each([
    ...[
      '"',
      '""',
      '"a',
      'a"b',
      "'",
      '*',
      'a*',
      '^a',
      '-',
      'NOT',
      'a AND b',
      'a OR',
      'NEAR(a b)',
      'title:a',
      '{title}',
    ],
    ...['(', ')', 'a + b', ':', ',', '.', '\\', '%', '_', '?1', ';--', ' ', '\0', 'a\0b', '🎉', '\ud800'],
  ])('what its user wrote is never syntax: %j', async (q) => {
    await arrive({ title: 'xylophone' });
    expect(await found(q)).toEqual([]);
  });

  test('any text is answered, and a title is found by itself', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), async (text) => {
        await app.inbox.search(app.userId, { q: text });
        const title = `word ${text.replaceAll('\0', '')} end`;
        const { id } = await arrive({ title });
        const { items } = await app.inbox.search(app.userId, { q: title });
        expect(items.map((item) => item.id)).toContain(id);
      }),
      { numRuns: 100 },
    );
  });

  test('words that hold other signs are found by them, and signs alone change nothing', async () => {
    await arrive({ title: 'Order #4711-b for ada@example.com' });
    await arrive({ title: '4711 b, but apart: 4711 and b' });
    expect(await found('4711-b')).toHaveLength(2);
    expect(await found('ada@exam')).toEqual(['Order #4711-b for ada@example.com']);
    expect(await found('order - !')).toHaveLength(1);
  });

  test('together with view, source, page and cursor', async () => {
    const one = await arrive({ title: 'disk 1', source: 's-a' });
    await arrive({ title: 'disk 2', source: 's-b' });
    await arrive({ title: 'disk 3', source: 's-a' });
    await arrive({ title: 'other', source: 's-a' });
    await act('read', one.id);
    expect(await found('disk', { source: 's-a' })).toEqual(['disk 3', 'disk 1']);
    expect(await found('disk', { source: 's-a', view: 'unread' })).toEqual(['disk 3']);
    expect(await found('disk', { view: 'done' })).toEqual([]);
    const first = await app.inbox.search(app.userId, { q: 'disk', limit: 2 });
    expect(first.items.map(({ title }) => title)).toEqual(['disk 3', 'disk 2']);
    expect(await found('disk', { limit: 2, cursor: first.next ?? '' })).toEqual(['disk 1']);
  });

  test('a newer text replaces the older one', async () => {
    await arrive({ title: 'disk 80 % full', dedupe_key: 'disk' });
    expect(await found('80')).toHaveLength(1);
    await arrive({ title: 'disk 99 % full', dedupe_key: 'disk' });
    expect([await found('80'), await found('99')]).toEqual([[], ['disk 99 % full']]);
  });

  test('what lies in the Bin is found there alone, and leaves the index with its content', async () => {
    const { id } = await arrive({ title: 'secret', message: 'confidential' });
    await found('secret');
    expect([indexed('secret'), indexed('confidential')]).toEqual([1, 1]);
    await act('delete', id);
    expect([await found('secret'), await found('secret', { view: 'inbox' })]).toEqual([[], []]);
    expect([await found('secret is:deleted'), await found('secret', { view: 'bin' })]).toEqual([
      ['secret'],
      ['secret'],
    ]);
    await act('purge', id);
    expect([indexed('secret'), indexed('confidential')]).toEqual([0, 0]);
    // One that is gone before it was ever looked for never enters it.
    const late = await arrive({ title: 'secret' });
    await act('delete', late.id);
    await act('purge', late.id);
    expect(await found('secret is:deleted')).toEqual([]);
    expect(indexed('secret')).toBe(0);
  });

  test('nobody finds what is in the inbox of somebody else', async () => {
    await arrive({ title: 'private' }, await app.addUser('Other'));
    expect(await found('private')).toEqual([]);
  });

  test('more than is taken in at once', async () => {
    await Promise.all(Array.from({ length: 450 }, (_, index) => arrive({ title: `batch ${index}` })));
    expect(await found('batch 7')).toContain('batch 7');
    expect(indexed('batch')).toBe(450);
  });

  test('a disk that takes nothing more: what came before is found', async () => {
    await arrive({ title: 'early' });
    await found('early');
    await arrive({ title: 'early, too' });
    app.storage.db.exec('PRAGMA query_only = ON');
    expect(await found('early')).toContain('early');
    app.storage.db.exec('PRAGMA query_only = OFF');
    expect(await found('early')).toEqual(['early, too', 'early']);
  });

  test('over HTTP', async () => {
    await arrive({ title: 'Größe', source: 's-a' });
    await arrive({ title: 'Grösse' });
    const token = await app.token(app.userId, 'inbox');
    const { status, body } = await app.call('GET', '/api/inbox?q=gro%20&source=s-a', { token });
    expect([status, body.items.length, body.items[0]?.title]).toEqual([200, 1, 'Größe']);
  });

  test('what was there before there was a search is found', async () => {
    const dataDir = newDataDir();
    const db = await openSqlite(path.join(dataDir, 'belfry.db'), sqliteOf(driver));
    migrate(
      db,
      MIGRATIONS.filter(({ version }) => version < 90),
    );
    db.exec(`INSERT INTO users (id, name, unread, shown, created_at) VALUES (1, 'Owner', 1, 1, 0);
      INSERT INTO source_counts (user_id, source, unread) VALUES (1, 'local', 1);
      INSERT INTO notifications (id, user_id, source, type, title, message, priority, data, revision, created_revision,
        sent_revision, created_at, updated_at, deleted_at)
      VALUES ('a', 1, 'local', 't', 'living', '', 3, '{}', 1, 1, 1, 0, 0, NULL),
        ('b', 1, 'local', '', '', '', 3, '{}', 2, 1, 1, 0, 0, 1)`);
    db.close();
    const later = await buildTestApp(driver, { dataDir });
    expect((await later.inbox.search(1, { q: 'living' })).items).toMatchObject([{ id: 'a' }]);
    await later.inbox.apply({ userId: 1, request: { action: 'delete', ids: ['a'] } });
    await later.inbox.apply({ userId: 1, request: { action: 'purge', ids: ['a'] } });
    expect(later.storage.db.all('SELECT rowid FROM search WHERE search MATCH ?1', ['living'])).toEqual([]);
    await later.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});
