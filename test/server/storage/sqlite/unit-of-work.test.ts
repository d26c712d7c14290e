import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite, type Sqlite } from '../../../../server/storage/sqlite/driver.ts';
import { createSqliteEngine } from '../../../../server/storage/sqlite/unit-of-work.ts';
import { changeOf } from '../../../../server/storage/statement-step.ts';
import type { Steps } from '../../../../server/storage/step.ts';
import { NOBODY, type Unit } from '../../../../server/storage/storage.ts';
import { SQLITE_DRIVERS } from '../../../support/drivers.ts';
import { newDataDir, quiet } from '../../../support/server.ts';

describe.each(SQLITE_DRIVERS)('a unit of work on %s', (driver) => {
  let dataDir: string;
  let db: Sqlite;
  /** Sees only what is committed. */
  let other: Sqlite;
  let statements: string[];
  let work: <T>(unit: Unit<T>, afterCommit?: (value: T) => void) => Promise<T>;

  beforeEach(async () => {
    dataDir = newDataDir();
    const file = path.join(dataDir, 'work.db');
    db = await openSqlite(file, driver);
    db.exec(`CREATE TABLE parents (id INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE items (
        name TEXT NOT NULL,
        parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED
      ) STRICT;`);
    other = await openSqlite(file, driver);
    statements = [];
    const told: Sqlite = {
      ...db,
      exec(sql) {
        statements.push(sql);
        db.exec(sql);
      },
      run(sql, params) {
        statements.push(sql);
        return db.run(sql, params);
      },
    };
    const engine = createSqliteEngine({ db: told, log: quiet });
    work = (unit, afterCommit) => engine.work(NOBODY, unit, afterCommit);
  });
  afterEach(() => {
    other.close();
    db.close();
    fs.rmSync(dataDir, { recursive: true });
  });

  const ADD = 'INSERT INTO items (name) VALUES (?1)';
  const add = (name: string): Unit<string> =>
    function* () {
      yield* changeOf('items.add', ADD, [name]);
      return name;
    };
  const fail: Unit<string> = () => {
    throw new Error('no');
  };
  const names = () => other.all<{ name: string }>('SELECT name FROM items ORDER BY rowid').map((r) => r.name);

  test('answers with the value of the function', async () => {
    await expect(work(add('a'))).resolves.toBe('a');
    expect(names()).toEqual(['a']);
  });

  test('units of one turn share one transaction, later ones get their own', async () => {
    await Promise.all([work(add('a')), work(add('b')), work(add('c'))]);
    expect(statements.filter((sql) => sql === 'COMMIT')).toHaveLength(1);
    await work(add('d'));
    expect(statements.filter((sql) => sql === 'COMMIT')).toHaveLength(2);
    expect(names()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a unit that throws is undone alone and rejects alone', async () => {
    const outcomes = await Promise.allSettled([
      work(add('a')),
      work(function* (): Steps<never> {
        yield* add('lost')();
        throw new Error('no');
      }),
      work(add('c')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { message: 'no' } });
    expect(names()).toEqual(['a', 'c']);
  });

  test('without a failure nothing is done in savepoints, which cost copies of pages', async () => {
    await Promise.all([work(add('a')), work(add('b'))]);
    expect(statements).toEqual(['BEGIN IMMEDIATE', ADD, ADD, 'COMMIT']);
  });

  test('what a unit did before another one threw is done once', async () => {
    const announced: string[] = [];
    const outcomes = await Promise.allSettled([
      work(add('a'), (value) => announced.push(value)),
      work(() => changeOf('items.add', 'INSERT INTO items (name, parent) VALUES (NULL, NULL)')),
      work(fail),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(names()).toEqual(['a']);
    expect(announced).toEqual(['a']);
  });

  test('announces after the commit, in the order of the units, and not what failed', async () => {
    const announced: unknown[] = [];
    const announce = (value: string) => announced.push([value, names()]);
    await Promise.allSettled([work(add('a'), announce), work(fail, announce), work(add('b'), announce)]);
    expect(announced).toEqual([
      ['a', ['a', 'b']],
      ['b', ['a', 'b']],
    ]);
  });

  test('an announcement that throws harms neither its unit nor the next', async () => {
    const announced: string[] = [];
    const broken = work(add('a'), () => {
      throw new Error('nobody listens');
    });
    const sound = work(add('b'), (value) => announced.push(value));
    await expect(broken).resolves.toBe('a');
    await expect(sound).resolves.toBe('b');
    expect(announced).toEqual(['b']);
  });

  test('when the commit fails, all fail, nothing is stored or announced, and the next one works', async () => {
    const announced: unknown[] = [];
    const note = (value: unknown) => announced.push(value);
    const outcomes = await Promise.allSettled([
      work(add('a'), note),
      // The reference is checked at COMMIT only.
      work(() => changeOf('items.add', "INSERT INTO items (name, parent) VALUES ('orphan', 7)"), note),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'storage_failed' } },
      { status: 'rejected', reason: { code: 'storage_failed' } },
    ]);
    expect(announced).toEqual([]);
    expect(names()).toEqual([]);
    await work(add('later'));
    expect(names()).toEqual(['later']);
  });

  test('a disk that gets full in the middle loses all units of the turn, and none halfway', async () => {
    const pages = db.one<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    db.all(`PRAGMA max_page_count = ${pages + 1}`);
    const outcomes = await Promise.allSettled([
      work(add('small')),
      work(add('x'.repeat(50_000))),
      work(add('never tried')),
    ]);
    expect(outcomes).toMatchObject(
      [0, 1, 2].map(() => ({ status: 'rejected', reason: { code: 'storage_failed' } })),
    );
    expect(names()).toEqual([]);
    db.all(`PRAGMA max_page_count = ${pages + 100}`);
    await work(add('room again'));
    expect(names()).toEqual(['room again']);
  });
});
