import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite } from '../../../server/storage/sqlite/driver.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { openTestStorage, STORAGE_DRIVERS, sqliteOf } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';

const mode = (file: string) => (fs.statSync(file).mode & 0o777).toString(8);

describe.each(STORAGE_DRIVERS)('storage on %s', (driver) => {
  let parent: string;
  let dataDir: string;
  let storage: Storage | undefined;
  const open = async () => {
    storage = await openTestStorage(dataDir, driver);
    return storage;
  };
  beforeEach(() => {
    parent = newDataDir();
    dataDir = path.join(parent, 'data');
  });
  afterEach(() => {
    storage?.close();
    storage = undefined;
    fs.rmSync(parent, { recursive: true });
  });

  test.skipIf(process.platform === 'win32')('folder and files are for their owner only', async () => {
    const { work, users } = await open();
    await work(NOBODY, () => users.insert('one', 0));
    expect(mode(dataDir)).toBe('700');
    const files = fs.readdirSync(dataDir).sort();
    expect(files).toEqual(['belfry.db', 'belfry.db-shm', 'belfry.db-wal']);
    expect(files.map((name) => mode(path.join(dataDir, name)))).toEqual(['600', '600', '600']);
  });

  test.skipIf(process.platform === 'win32')(
    'a database that others could read is closed to them',
    async () => {
      (await open()).close();
      storage = undefined;
      fs.chmodSync(path.join(dataDir, 'belfry.db'), 0o644);
      await open();
      expect(mode(path.join(dataDir, 'belfry.db'))).toBe('600');
    },
  );

  test('writes through to the disk, in WAL, with references held', async () => {
    const { db } = await open();
    expect(db.one('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(db.one('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(db.one('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(db.one('PRAGMA busy_timeout')).toEqual({ timeout: 5_000 });
  });

  test('every table is strict', async () => {
    const { db } = await open();
    expect(
      db.all(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      ),
    ).toEqual([]);
  });

  test('the epoch stays with the database, and a new database has another', async () => {
    const { epoch } = await open();
    storage?.close();
    expect((await open()).epoch).toBe(epoch);
    storage?.close();
    fs.rmSync(dataDir, { recursive: true });
    expect((await open()).epoch).not.toBe(epoch);
  });

  test('a file that is no database is called damaged, and left as it is', async () => {
    fs.mkdirSync(dataDir);
    const text = 'this is no database. '.repeat(300);
    fs.writeFileSync(path.join(dataDir, 'belfry.db'), text);
    await expect(open()).rejects.toMatchObject({ code: 'database_damaged' });
    expect(fs.readFileSync(path.join(dataDir, 'belfry.db'), 'utf8')).toBe(text);
  });

  test('a folder that cannot be created is reported', async () => {
    fs.writeFileSync(dataDir, 'a file');
    await expect(open()).rejects.toMatchObject({ code: 'storage_failed' });
  });

  test('a read-only database refuses changes with `storage_failed`', async () => {
    const { db, work, users } = await open();
    db.exec('PRAGMA query_only = ON');
    await expect(work(NOBODY, () => users.insert('one', 0))).rejects.toMatchObject({
      code: 'storage_failed',
    });
  });

  test('a fault of the program is not blamed on the disk', async () => {
    const { db } = await open();
    expect(() => db.all('SELECT nonsense')).toThrow(expect.objectContaining({ code: 'SQLITE_ERROR' }));
  });

  test('a database that another program locks for too long is reported', async () => {
    const { db, work, users } = await open();
    const other = await openSqlite(path.join(dataDir, 'belfry.db'), sqliteOf(driver));
    db.exec('PRAGMA busy_timeout = 1');
    other.exec('BEGIN IMMEDIATE');
    await expect(work(NOBODY, () => users.insert('one', 0))).rejects.toMatchObject({
      code: 'storage_failed',
    });
    other.exec('ROLLBACK');
    other.close();
    await expect(work(NOBODY, () => users.insert('one', 0))).resolves.toBe(1);
  });
});
