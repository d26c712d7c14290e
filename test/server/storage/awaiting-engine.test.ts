/** What the third driver of the tests does to units that only a synchronous engine would forgive. */
import fs from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite, type Sqlite } from '../../../server/storage/sqlite/driver.ts';
import { changeOf, rowOf, rowsOf } from '../../../server/storage/statement-step.ts';
import { NOBODY, type Unit } from '../../../server/storage/storage.ts';
import { createAwaitingEngine } from '../../support/awaiting-engine.ts';
import { newDataDir, quiet } from '../../support/server.ts';

const ADD = 'INSERT INTO items (name) VALUES (?1)';

let dataDir: string;
let db: Sqlite;
beforeEach(async () => {
  dataDir = newDataDir();
  db = await openSqlite(`${dataDir}/items.db`, 'better-sqlite3');
  db.exec('CREATE TABLE items (name TEXT NOT NULL) STRICT');
});
afterEach(() => {
  db.close();
  fs.rmSync(dataDir, { recursive: true });
});

/** @param random 0: each unit runs twice; 1: once */
const engine = (random: 0 | 1) => createAwaitingEngine(() => random)({ db, log: quiet });
const names = () => db.all<{ name: string }>('SELECT name FROM items').map(({ name }) => name);

test('a unit runs again, and only the second run stays', async () => {
  let runs = 0;
  await engine(0).work(NOBODY, function* () {
    runs += 1;
    yield* changeOf('items.add', ADD, [`run ${runs}`]);
  });
  expect(runs).toBe(2);
  expect(names()).toEqual(['run 2']);
});

test.each([
  { users: [1, 2], order: ['a', 'b', 'a', 'b'] },
  { users: [1, 1], order: ['a', 'a', 'b', 'b'] },
])('units of the users $users run in the order $order', async ({ users, order }) => {
  const { work } = engine(1);
  const twice = (name: string): Unit<void> =>
    function* () {
      yield* changeOf('items.add', ADD, [name]);
      yield* changeOf('items.add', ADD, [name]);
    };
  await Promise.all(users.map((user, at) => work([user], twice(at === 0 ? 'a' : 'b'))));
  expect(names()).toEqual(order);
});

test('a unit that fails takes only its own changes with it', async () => {
  const { work } = engine(1);
  const failing: Unit<void> = function* () {
    yield* changeOf('items.add', ADD, ['lost']);
    throw new Error('no');
  };
  const [failed] = await Promise.allSettled([
    work([1], failing),
    work([2], () => changeOf('items.add', ADD, ['stays'])),
  ]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'no' } });
  expect(names()).toEqual(['stays']);
});

test('a statement that writes and is not marked as a write is found', async () => {
  const unmarked = () => rowOf('items.add', `${ADD} RETURNING name`, ['a']);
  await expect(engine(1).work(NOBODY, unmarked)).rejects.toThrow('items.add is not marked as a write');
  await expect(engine(1).read(unmarked)).rejects.toThrow('items.add is not marked as a write');
  expect(names()).toEqual([]);
});

test('a read sees one moment', async () => {
  const { work, read } = engine(1);
  const count = () => rowsOf('items.all', 'SELECT name FROM items');
  const both = read(function* () {
    return [(yield* count()).length, (yield* count()).length];
  });
  await work(NOBODY, () => changeOf('items.add', ADD, ['a']));
  expect(await both).toEqual([0, 0]);
});
