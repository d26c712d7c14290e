/** The rule of states says of one notification what the SQL of views and actions says of many. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { belongs, type Deed, effectOf, PLAIN_ACTIONS, type State, VIEWS } from '#server/rules/state';
import { openSqlite, type Sqlite } from '../../../server/storage/sqlite/driver.ts';
import {
  ACTIONS as SQL_ACTIONS,
  VIEWS as SQL_VIEWS,
} from '../../../server/storage/sqlite/statements/state-conditions.ts';

const BEFORE = 1;
const NOW = 2;
const UNTIL = 9;
const NAMES = [
  ...(['read_at', 'archived_at', 'saved_at', 'snoozed_until', 'muted_at', 'deleted_at'] as const),
  ...(['emergency', 'insists_until', 'acknowledged_at'] as const),
] as const;
type StoredState = Readonly<Record<(typeof NAMES)[number], number | null>> &
  Required<Pick<State<number>, 'ended'>>;

/** Every combination; what is done is not snoozed. */
const STATES = Array.from(
  { length: 2 ** NAMES.length },
  (_, bits): StoredState => ({
    ...(Object.fromEntries(
      NAMES.map((name, at) => [name, (bits >> at) % 2 === 1 ? BEFORE : null]),
    ) as StoredState),
    ended: null,
  }),
).filter(({ archived_at, snoozed_until }) => archived_at === null || snoozed_until === null);
const DEEDS: readonly Deed<number>[] = [
  ...PLAIN_ACTIONS.map((kind) => ({ kind })),
  { kind: 'snooze', until: UNTIL },
  { kind: 'mute' },
];

let db: Sqlite;
beforeAll(async () => {
  db = await openSqlite(':memory:', 'better-sqlite3');
  db.exec(
    `CREATE TABLE n (${NAMES.join(', ')}, ended, purged_at, expires_at, upstream); INSERT INTO n DEFAULT VALUES`,
  );
});
afterAll(() => db.close());

function store(state: StoredState): void {
  db.run(
    `UPDATE n SET purged_at = NULL, ended = ?${NAMES.length + 1}, ${NAMES.map((name, at) => `${name} = ?${at + 1}`).join(', ')}`,
    [...NAMES.map((name) => state[name]), state.ended ?? null],
  );
}

test.each(VIEWS)('the view %s', (view) => {
  for (const state of STATES) {
    store(state);
    const found = db.one(`SELECT 1 FROM n WHERE ${SQL_VIEWS[view]}`) !== undefined;
    expect(belongs(view, state), JSON.stringify(state)).toBe(found);
  }
});

test.each(DEEDS)('the action $kind', (deed) => {
  const { when, set } = SQL_ACTIONS[deed.kind];
  for (const ended of [null, 'expired', 'withdrawn'] as const) {
    for (const state of STATES.map((each) => ({ ...each, ended }))) {
      store(state);
      // ?1 and ?2 are the batch and its revision.
      const params = [null, null, NOW, ...(deed.kind === 'snooze' ? [UNTIL] : [])];
      const bound = `${set}, upstream = coalesce(upstream, ?1, ?2, ?3)`;
      const changed = db.run(
        `UPDATE n SET ${set === 'upstream = NULL' ? set : bound} WHERE ${when}`,
        set === 'upstream = NULL' ? [] : params,
      );
      const stored = db.one<StoredState & { purged_at: number | null }>('SELECT * FROM n');
      const effect = effectOf(deed, state, NOW);
      const said = JSON.stringify(state);
      expect(stored?.purged_at !== null, said).toBe(effect === null);
      expect(stored, said).toMatchObject({ ...state, ...(effect === null ? {} : keepStored(effect)) });
      if (changed === 0) expect(effect === null, said).toBe(false);
    }
  }
});

/** What is stored: the refusal of a source is no column here. */
const keepStored = ({ upstream: _, ...effect }: ReturnType<typeof effectOf<number>> & object): object =>
  effect;
