/** The rule of states says of one notification what the SQL of views and actions says of many. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTIONS, belongs, effectOf, isUnread, VIEWS } from '#server/rules/state';
import { openSqlite, type Sqlite } from '../../../server/storage/sqlite/driver.ts';
import {
  ACTIONS as SQL_ACTIONS,
  VIEWS as SQL_VIEWS,
} from '../../../server/storage/sqlite/notification-statements.ts';

const BEFORE = 1;
const NOW = 2;
const TIMES = [null, BEFORE];
const STATES = TIMES.flatMap((read_at) =>
  TIMES.flatMap((archived_at) => TIMES.map((deleted_at) => ({ read_at, archived_at, deleted_at }))),
);
const LIVING = STATES.filter(({ deleted_at }) => deleted_at === null);

let db: Sqlite;
beforeAll(async () => {
  db = await openSqlite(':memory:', 'better-sqlite3');
});
afterAll(() => db.close());

type StoredState = (typeof STATES)[number];

/** What SQL makes of such a row. */
function evaluate(sql: string, { read_at, archived_at, deleted_at }: StoredState): unknown {
  const row = `SELECT ?1 AS read_at, ?2 AS archived_at, ?3 AS deleted_at, NULL AS upstream, ?4 AS now`;
  const params = [read_at, archived_at, deleted_at, NOW];
  return db.one<{ value: unknown }>(`SELECT ${sql} AS value FROM (${row})`, params)?.value;
}

test.each(VIEWS)('the view %s', (view) => {
  for (const state of STATES) {
    expect(belongs(view, state), JSON.stringify(state)).toBe(evaluate(SQL_VIEWS[view], state) === 1);
  }
});

test.each(ACTIONS)('the action %s', (action) => {
  const { when, set, unread, shown } = SQL_ACTIONS[action];
  const [column = '', value = ''] = set.replace('?4', 'now').split(' = ');
  for (const state of LIVING) {
    const said = JSON.stringify(state);
    const effect = effectOf(action, state, NOW);
    const after = effect === null ? { ...state, deleted_at: NOW } : { ...state, ...effect };
    if (evaluate(when, state) === 1) {
      expect(after, said).toMatchObject({ [column]: evaluate(value, state) });
      expect(isUnread(after), said).toBe(evaluate(unread, state) === 1);
      expect(belongs('inbox', after), said).toBe(evaluate(shown, state) === 1);
    } else {
      // What the SQL leaves alone the rule does not change.
      expect(after, said).toMatchObject(state);
    }
  }
});
