import fs from 'node:fs';
import path from 'node:path';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Nullable } from '#server/content';
import { Refusal } from '#server/notification';
import { refusal } from '#server/rules/refusals';
import { openSqlite, type Sqlite } from '../../../../server/storage/sqlite/driver.ts';
import { type Migration, migrate } from '../../../../server/storage/sqlite/migrate.ts';
import { listed } from '../../../../server/storage/sqlite/migrations/0110-listed.ts';
import { refusals } from '../../../../server/storage/sqlite/migrations/0140-refusals.ts';
import { states } from '../../../../server/storage/sqlite/migrations/0160-states.ts';
import { MIGRATIONS } from '../../../../server/storage/sqlite/migrations/migrations.ts';
import { VIEWS } from '../../../../server/storage/sqlite/statements/state-conditions.ts';
import { SQLITE_DRIVERS } from '../../../support/drivers.ts';
import { newDataDir } from '../../../support/server.ts';

const table = (version: number): Migration => ({
  version,
  up: (db) => db.exec(`CREATE TABLE t${version} (id INTEGER PRIMARY KEY) STRICT`),
});

test('the migrations are numbered upwards in tens', () => {
  const versions = MIGRATIONS.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(versions.filter((version) => version % 10 !== 0)).toEqual([]);
});

describe.each(SQLITE_DRIVERS)('migrations on %s', (driver) => {
  let dataDir: string;
  let db: Sqlite;
  beforeEach(async () => {
    dataDir = newDataDir();
    db = await openSqlite(path.join(dataDir, 'migrate.db'), driver);
  });
  afterEach(() => {
    db.close();
    fs.rmSync(dataDir, { recursive: true });
  });

  const tables = () =>
    db
      .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .map((r) => r.name);
  const version = () => db.one<{ user_version: number }>('PRAGMA user_version')?.user_version;

  test('run in order and only once', () => {
    migrate(db, [table(10)]);
    migrate(db, [table(10), table(20)]);
    migrate(db, [table(10), table(20)]);
    expect(tables()).toEqual(['t10', 't20']);
    expect(version()).toBe(20);
  });

  test('a failing one leaves the schema as it was, and the next start resumes', () => {
    migrate(db, [table(10)]);
    const broken: Migration = {
      version: 30,
      up: (at) => at.exec('CREATE TABLE half (id INTEGER); NONSENSE'),
    };
    expect(() => migrate(db, [table(10), table(20), broken])).toThrow(/NONSENSE|syntax/);
    expect(tables()).toEqual(['t10']);
    expect(version()).toBe(10);
    migrate(db, [table(10), table(20), table(30)]);
    expect(tables()).toEqual(['t10', 't20', 't30']);
  });

  test('a database from the future is refused by name and left alone', () => {
    migrate(db, [table(10), table(20)]);
    expect(() => migrate(db, [table(10)])).toThrow(expect.objectContaining({ code: 'database_from_future' }));
    expect(version()).toBe(20);
  });

  test('a Laravel list is read once more, down to what is unread here; a Belfry record has shown all', () => {
    const before = MIGRATIONS.filter(({ version: of }) => of < listed.version);
    migrate(db, before);
    db.exec(`
      INSERT INTO users (id, name, created_at) VALUES (1, 'Owner', 0);
      INSERT INTO sources (user_id, id, kind, actions, cursor) VALUES
        (1, 's-old', 'laravel', '', '{"id":"x","created_at":"2026-11-20T10:00:00.000000Z"}'),
        (1, 's-level', 'laravel', '', '{"id":"x","created_at":"2026-11-20T10:00:00.000000Z"}'),
        (1, 's-new', 'laravel', '', NULL),
        (1, 's-team', 'belfry', '', '{"revision":7}');
      INSERT INTO source_ids (user_id, source, external_id, place, created_at, read_at) VALUES
        (1, 's-old', 'unread', 1, 1763287200123, NULL),
        (1, 's-old', 'read', 1, 1700000000000, 1700000000000),
        (1, 's-team', 'a', 1, 0, NULL);`);
    migrate(db, [...before, listed]);
    const cursors = db.all<{ id: string; cursor: string | null }>(
      'SELECT id, cursor FROM sources ORDER BY id',
    );
    expect(cursors.map(({ id, cursor }) => [id, JSON.parse(cursor ?? 'null')])).toEqual([
      ['s-level', { id: 'x', created_at: '2026-11-20T10:00:00.000000Z' }],
      ['s-new', null],
      ['s-old', { id: 'x', created_at: '2025-11-16T10:00:00.123Z' }],
      ['s-team', { revision: 7 }],
    ]);
    expect(db.all('SELECT source, listed FROM source_ids ORDER BY source, listed')).toEqual([
      { source: 's-old', listed: 0 },
      { source: 's-old', listed: 0 },
      { source: 's-team', listed: 1 },
    ]);
  });

  test('why a source refused something, in the words of before, becomes a code; what is not known stays as said', () => {
    const before = MIGRATIONS.filter(({ version: of }) => of < refusals.version);
    migrate(db, before);
    db.exec("INSERT INTO users (id, name, created_at) VALUES (1, 'Owner', 0)");
    const reply = JSON.stringify({ via: 'event', channel: 'private-a', event: 'client-x' });
    const said = [
      'What was sent to this computer itself has no channel to answer in.',
      'Its address for replies is not valid.',
      'It belongs into a channel in which this source cannot speak.',
      'HTTP 410',
      'Not “yours”.',
      null,
    ];
    for (const [at, reason] of said.entries()) {
      const upstream = {
        state: reason === null ? 'pending' : 'refused',
        action: 'reply',
        reason,
        text: 'Yes',
      };
      db.run(
        `INSERT INTO notifications (id, user_id, source, type, title, message, priority, data, reply, upstream, occurrences,
           revision, created_revision, sent_revision, created_at, updated_at, received_at, surfaced_at)
         VALUES (?1, 1, 'local', 'x', 't', 'm', 3, '{}', ?2, ?3, 1, 1, 1, 1, 0, 0, 0, ?4)`,
        [`n${at}`, reply, JSON.stringify(upstream), at],
      );
    }
    migrate(db, [...before, refusals]);
    const rows = db.all<{ upstream: string }>('SELECT upstream FROM notifications ORDER BY id');
    const now = rows.map(({ upstream }) => JSON.parse(upstream));
    expect(now.map(({ reason }) => reason)).toEqual([
      refusal('no_channels', {}),
      refusal('address', {}),
      refusal('channel', { channel: 'private-a' }),
      refusal('answered', { status: 410 }),
      refusal('words', {}, 'Not “yours”.'),
      null,
    ]);
    expect(now.every(({ action, text }) => action === 'reply' && text === 'Yes')).toBe(true);
    expect(now.every(({ reason }) => Value.Check(Nullable(Refusal), reason))).toBe(true);
  });

  test('what was deleted before there was a Bin is a tombstone, unless its source does not know yet; archived is done', () => {
    const before = MIGRATIONS.filter(({ version: of }) => of < states.version);
    migrate(db, before);
    db.exec(`
      INSERT INTO users (id, name, created_at) VALUES (1, 'Owner', 0);
      INSERT INTO sources (user_id, id, kind, actions) VALUES
        (1, 's-team', 'belfry', 'read unread archive unarchive delete'), (1, 's-shop', 'laravel', 'read delete');`);
    const row = (id: string, source: string, columns: Record<string, string | number>) => {
      const names = Object.keys(columns).map((name) => `, ${name}`);
      db.run(
        `INSERT INTO notifications (id, user_id, source, type, title, message, priority, data, occurrences, revision,
           created_revision, sent_revision, created_at, updated_at, received_at, surfaced_at${names.join('')})
         VALUES (?1, 1, ?2, 'x', 't', 'm', 3, '{}', 1, 1, 1, 1, 0, 0, 0, ?3${names.map((_, at) => `, ?${at + 4}`).join('')})`,
        [id, source, db.all('SELECT 1 FROM notifications').length, ...Object.values(columns)],
      );
    };
    row('shown', 'local', {});
    row('archived', 's-team', {
      archived_at: 5,
      upstream: '{"state":"pending","action":"archive","reason":null,"text":null}',
    });
    row('gone', 'local', { deleted_at: 5 });
    row('going', 's-shop', { deleted_at: 5 });
    db.exec(`
      INSERT INTO outbox (id, user_id, source, notification_id, external_id, action, topic, created_at) VALUES
        ('o1', 1, 's-team', 'archived', 'x', 'archive', 'archive', 0),
        ('o2', 1, 's-shop', 'going', 'y', 'delete', 'delete', 0);`);
    migrate(db, [...before, states]);
    const ids = (view: keyof typeof VIEWS) =>
      db
        .all<{ id: string }>(`SELECT id FROM notifications WHERE ${VIEWS[view]} ORDER BY surfaced_at`)
        .map(({ id }) => id);
    expect([ids('inbox'), ids('unread'), ids('done'), ids('bin')]).toEqual([
      ...[['shown'], ['shown'], ['archived'], ['going']],
    ]);
    expect(db.all('SELECT id, purged_at FROM notifications WHERE purged_at IS NOT NULL')).toEqual([
      { id: 'gone', purged_at: 5 },
    ]);
    expect(db.all('SELECT id, action FROM outbox ORDER BY seq')).toEqual([
      { id: 'o1', action: 'done' },
      { id: 'o2', action: 'delete' },
    ]);
    expect(db.one('SELECT upstream FROM notifications WHERE upstream IS NOT NULL')).toEqual({
      upstream: '{"state":"pending","action":"done","reason":null,"text":null}',
    });
    expect(db.all('SELECT actions FROM sources ORDER BY id')).toEqual([
      { actions: 'read delete' },
      { actions: 'read unread done restore delete' },
    ]);
  });

  test.each([
    ['falling', [table(20), table(10)]],
    ['doubled', [table(10), table(10)]],
  ])('%s versions are a fault of the program', (_, migrations) => {
    expect(() => migrate(db, migrations)).toThrow(/not above/);
    expect(tables()).toEqual([]);
  });
});
