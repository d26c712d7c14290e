/** The two judges of a filter, in JavaScript and in SQL, agree on every row; and a page has the newest of these rows. */
import fs from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Filter,
  isOfBin,
  type Moment,
  prepareFilter,
  printFilter,
  Subject,
} from '#server/rules/filter/filter';
import { belongs, VIEWS, type View } from '#server/rules/state';
import { conditionOf } from '../../../server/storage/sqlite/statements/filter-conditions.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { openTestStorage } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';
import { createRandom, insertRows, NOW, type Row, randomFilter, randomRows } from './filter-rows.ts';

const SEED = 16;
/** `npm run test:full` compares as many as the inbox engine promises; `npm test` a few. */
const [ROWS, FILTERS] = process.env.BELFRY_TEST_FULL === '1' ? [10_000, 1_000] : [2_000, 300];
const USER = 1;
const PAGE = 20;
const MOMENT: Moment = { now: NOW, offset: 330 };

const random = createRandom(SEED);
const rows = randomRows(random, ROWS);
const filters = Array.from({ length: FILTERS }, () => randomFilter(random));

let dataDir: string;
let storage: Storage;
beforeAll(async () => {
  dataDir = newDataDir();
  storage = await openTestStorage(dataDir);
  storage.db.exec("INSERT INTO users (id, name, created_at) VALUES (1, 'Owner', 0), (2, 'Other', 0)");
  insertRows(storage.db, USER, rows);
  insertRows(
    storage.db,
    2,
    rows.slice(0, ROWS / 10).map((row) => ({ ...row, id: `other-${row.id}` })),
  );
  const isBehind = () => storage.read(() => storage.search.isBehind());
  while (await isBehind()) await storage.work(NOBODY, () => storage.search.index(500));
});
afterAll(() => {
  storage.close();
  fs.rmSync(dataDir, { recursive: true });
});

const newestFirst = [...rows].sort((a, b) => b.surfaced_at - a.surfaced_at || (a.id < b.id ? 1 : -1));
const subjects = new Map(rows.map((row) => [row, new Subject(row)]));

/** What a filter finds in a view, newest first. */
function matching(filter: Filter, view: View | null): readonly Row[] {
  const test = prepareFilter(filter);
  return newestFirst.filter((row) => {
    if (row.purged_at !== null) return false;
    const inScope = view === null ? isOfBin(filter) || row.deleted_at === null : belongs(view, row);
    return inScope && test(subjects.get(row) as Subject, MOMENT);
  });
}

function selected(filter: Filter): string {
  const wanted = { userId: USER, view: null, source: null, filter, moment: MOMENT };
  const { sql, params } = conditionOf(wanted, 2);
  const [row] = storage.db.all<{ ids: string }>(
    `SELECT json_group_array(id) AS ids FROM (SELECT id FROM notifications WHERE user_id = ?1 AND ${sql}
      ORDER BY surfaced_at DESC, id DESC)`,
    [USER, ...params],
  );
  return row?.ids ?? '';
}

test('matcher and SQL agree on every row', { timeout: 300_000 }, () => {
  let found = 0;
  for (const filter of filters) {
    const expected = matching(filter, null).map(({ id }) => id);
    expect(selected(filter), printFilter(filter)).toBe(JSON.stringify(expected));
    if (expected.length > 0) found += 1;
  }
  // Filters that find nothing would prove nothing.
  expect(found).toBeGreaterThan(FILTERS / 2);
});

test('pages have the newest of these rows, in every view, down to the last', {
  timeout: 300_000,
}, async () => {
  for (const [number, filter] of filters.entries()) {
    const view = [null, ...VIEWS][number % (VIEWS.length + 1)] ?? null;
    const source = number % 3 === 0 ? 's-1' : null;
    const expected = matching(filter, view).filter((row) => source === null || row.source === source);
    const wanted = { userId: USER, view, source, filter, moment: MOMENT };
    const name = `${printFilter(filter)} in ${view}, of ${source}`;
    const [first, half] = [expected[0], expected[Math.floor(expected.length / 2)]];
    for (const [at, before] of [
      [0, undefined],
      [1, first],
      [Math.floor(expected.length / 2) + 1, half],
    ] as const) {
      if (at > 0 && before === undefined) continue;
      const page = await storage.read(() => storage.search.page(wanted, before, PAGE));
      expect(
        page.map(({ id }) => id),
        name,
      ).toEqual(expected.slice(at, at + PAGE).map(({ id }) => id));
    }
  }
});
