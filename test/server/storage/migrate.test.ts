import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Migration, migrate } from '../../../server/storage/migrate.ts';
import { listed } from '../../../server/storage/migrations/0110-listed.ts';
import { MIGRATIONS } from '../../../server/storage/migrations/index.ts';
import { openSqlite, type Sqlite } from '../../../server/storage/sqlite.ts';
import { newDataDir, STORAGE_DRIVERS } from '../../support/server.ts';

const table = (version: number): Migration => ({
  version,
  up: (db) => db.exec(`CREATE TABLE t${version} (id INTEGER PRIMARY KEY) STRICT`),
});

test('the migrations are numbered upwards in tens', () => {
  const versions = MIGRATIONS.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(versions.filter((version) => version % 10 !== 0)).toEqual([]);
});

describe.each(STORAGE_DRIVERS)('migrations on %s', (driver) => {
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

  test.each([
    ['falling', [table(20), table(10)]],
    ['doubled', [table(10), table(10)]],
  ])('%s versions are a fault of the program', (_, migrations) => {
    expect(() => migrate(db, migrations)).toThrow(/not above/);
    expect(tables()).toEqual([]);
  });
});
