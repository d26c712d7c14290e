import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Migration, migrate } from '../../../server/storage/migrate.ts';
import { MIGRATIONS } from '../../../server/storage/migrations/index.ts';
import { openSqlite, type Sqlite } from '../../../server/storage/sqlite.ts';
import { DRIVERS, newDataDir } from '../../support/server.ts';

const table = (version: number): Migration => ({
  version,
  up: (db) => db.exec(`CREATE TABLE t${version} (id INTEGER PRIMARY KEY) STRICT`),
});

test('the shipped migrations rise, in tens', () => {
  const versions = MIGRATIONS.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(versions.filter((version) => version % 10 !== 0)).toEqual([]);
});

describe.each(DRIVERS)('migrations on %s', (driver) => {
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

  test.each([
    ['falling', [table(20), table(10)]],
    ['doubled', [table(10), table(10)]],
  ])('%s versions are a fault of the program', (_, migrations) => {
    expect(() => migrate(db, migrations)).toThrow(/not above/);
    expect(tables()).toEqual([]);
  });
});
