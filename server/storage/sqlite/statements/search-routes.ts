import { type Filter, isOfBin, type Moment, readDate, type Term } from '#server/rules/filter/filter';
import type { Route } from '../../repositories/repositories.ts';
import type { Wanted } from '../../rows.ts';
import type { SqlValue } from '../../step.ts';
import { type Bind, rowConditions, STATES } from './filter-conditions.ts';
import { ANSWERED } from './notification-statements.ts';
import { type Endings, isIndexed, isNarrow, matchOf } from './search-match.ts';
import { VIEWS } from './state-conditions.ts';

/** An index of rows in the order of lists, and the condition of the rows that are in it. */
type Ordered = Readonly<{ index: string; condition: string }>;

/** Before a route's own parameters: ?1 the user, ?2 and ?3 a place, ?4 a number of rows. */
const FIRST = 5;
/** Numbers of the search index for each microsecond, and for how many more microseconds they may be needed. */
const [SLOTS, SPARE] = [1_024, 16];

const ASTRAY = 'surfaced_at < created_at * 1000 OR surfaced_at >= created_at * 1000 + 60000000';
/** How far above the time when it was sent a row stands that is not astray, in microseconds. */
const NEAR = 60_000_000;

const viewIndex = (view: keyof typeof VIEWS): Ordered => ({
  index: `notifications_${view}`,
  condition: VIEWS[view],
});

/** By state, and where two of them are one index's, by the view's. `is:` narrows a list down best. */
const STATE_INDEXES: Readonly<Record<Extract<Term, { kind: 'is' }>['is'], Ordered>> = {
  unread: viewIndex('unread'),
  saved: viewIndex('saved'),
  snoozed: viewIndex('snoozed'),
  done: viewIndex('done'),
  deleted: viewIndex('bin'),
  read: { index: 'notifications_read', condition: `${STATES.read} AND deleted_at IS NULL` },
  emergency: {
    index: 'notifications_emergencies',
    condition: `${STATES.emergency} AND deleted_at IS NULL`,
  },
  muted: { index: 'notifications_muted', condition: `${STATES.muted} AND deleted_at IS NULL` },
};

const OF_SOURCE: readonly (keyof typeof VIEWS)[] = ['inbox', 'unread', 'done'];

/** The source that a filter wants; null: none, or any. */
function sourceOf(filter: Filter): string | null {
  for (const term of filter) if (term.kind === 'source' && !term.not) return term.id;
  return null;
}

/** The indexes in which each wanted row is once. */
function listIndexes({ view, filter, thread, ...wanted }: Wanted, bind: Bind): readonly Ordered[] {
  const source = wanted.source ?? sourceOf(filter);
  if (thread !== undefined) {
    const [own, key] = [bind(thread.source), bind(thread.key)];
    return [
      { index: 'notifications_thread', condition: `source = ${own} AND group_key = ${key} AND ${KEPT}` },
    ];
  }
  const views = view !== null ? [view] : isOfBin(filter) ? (['bin'] as const) : ALL;
  if (source === null || !views.some((each) => OF_SOURCE.includes(each))) return views.map(viewIndex);
  const named = bind(source);
  return views.map((each) =>
    OF_SOURCE.includes(each)
      ? { index: `notifications_source_${each}`, condition: `source = ${named} AND ${VIEWS[each]}` }
      : viewIndex(each),
  );
}
/** What the index of threads has. */
const KEPT = 'group_key IS NOT NULL AND purged_at IS NULL';
/** A row that is not in the Bin is in one of these. */
const ALL = ['inbox', 'snoozed', 'done'] as const;

/** Between which times a row was sent; null: any. */
function sentBetween(filter: Filter, moment: Moment): readonly [number, number] | null {
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const term of filter) {
    if (term.kind !== 'before' && term.kind !== 'after') continue;
    const time = readDate(term.date)(moment);
    if ((term.kind === 'after') === term.not) to = Math.min(to, time);
    else from = Math.max(from, time);
  }
  return from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY ? null : [from, to];
}

const toPlace = (us: number): number =>
  Math.round(Math.min(Math.max(us, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));

type Arm = Readonly<{ from: string; above: string; below: (surfacedAt: string, id: string) => string }>;

/** Rows stand where they were sent, so that dates bound the walk; those that are astray are looked up beside. */
function armsOf(ordered: readonly Ordered[], { filter, moment }: Wanted, bind: Bind): readonly Arm[] {
  const from = ({ index, condition }: Ordered): string =>
    `notifications INDEXED BY ${index} WHERE user_id = ?1 AND ${condition}`;
  const open = {
    above: '(surfaced_at, id) < (?2, ?3)',
    below: (at: string, id: string) => `(surfaced_at, id) >= (${at}, ${id})`,
  };
  const sent = sentBetween(filter, moment);
  if (sent === null) return ordered.map((each) => ({ from: from(each), ...open }));
  const low = bind(toPlace(sent[0] * 1_000));
  const high = bind(toPlace(sent[1] * 1_000 + NEAR));
  const bounded = {
    above: `(surfaced_at, id) < (min(?2, ${high}), CASE WHEN ?2 < ${high} THEN ?3 ELSE '' END) AND surfaced_at >= ${low}`,
    below: (at: string, id: string) =>
      `(surfaced_at, id) >= (max(${at}, ${low}), CASE WHEN ${at} >= ${low} THEN ${id} ELSE '' END)`,
  };
  const outside = `(surfaced_at < ${low} OR surfaced_at >= ${high})`;
  const conditions = ordered.map(({ condition }) => `(${condition})`).join(' OR ');
  const astray = {
    index: 'notifications_astray',
    condition: `(${ASTRAY}) AND (${conditions}) AND ${outside}`,
  };
  return [...ordered.map((each) => ({ from: from(each), ...bounded })), { from: from(astray), ...open }];
}

type Rest = (bind: Bind) => string;

/** Takes parameters from `FIRST` on. */
function createBind(): Readonly<{ bind: Bind; params: SqlValue[] }> {
  const params: SqlValue[] = [];
  return { params, bind: (value) => `?${FIRST - 1 + params.push(value)}` };
}

/** Walks one or more indexes and tests each row. Several are merged as they are read. */
function walk(pick: (bind: Bind) => readonly Ordered[], wanted: Wanted, rest: Rest): Route {
  const { bind, params } = createBind();
  const arms = armsOf(pick(bind), wanted, bind);
  const own = [...params];
  // The plus makes one thing of it: from many conditions SQLite would conclude that few rows are left, and sort them.
  const tests = `+(${rest(bind)})`;
  const [at, id] = [`?${FIRST + params.length}`, `?${FIRST + params.length + 1}`];
  const merged = (select: (arm: Arm) => string): string =>
    `${arms.map(select).join(' UNION ALL ')} ORDER BY surfaced_at DESC, id DESC`;
  const edge = `${merged(({ from, above }) => `SELECT surfaced_at, id FROM ${from} AND ${above}`)} LIMIT 1 OFFSET ?4`;
  const rows = `${merged(
    ({ from, above, below }) =>
      `SELECT ${ANSWERED} FROM ${from} AND ${above} AND ${below(at, id)} AND ${tests}`,
  )} LIMIT ?4`;
  return {
    edge: (above, skipped) => ({
      sql: edge,
      params: [wanted.userId, above.surfaced_at, above.id, skipped, ...own],
    }),
    rows: (above, below, limit) => ({
      sql: rows,
      params: [wanted.userId, above.surfaced_at, above.id, limit, ...params, below.surfaced_at, below.id],
    }),
  };
}

/**
 * Walks the hits of the full-text index, which stand in it in the order of lists, so that no more are read than are wanted.
 * PostgreSQL's GIN index has no order: there the hits are sorted, or a list is walked, as its statistics say.
 */
function lookUp(match: string, { userId }: Wanted, rest: Rest): Route {
  const { bind, params } = createBind();
  const query = bind(match);
  const tests = rest(bind);
  const [at, id] = [`?${FIRST + params.length}`, `?${FIRST + params.length + 1}`];
  const under = (surfacedAt: string): string =>
    `rowid < (min(CAST(${surfacedAt} AS INTEGER), ${Number.MAX_SAFE_INTEGER - SPARE}) + ${SPARE}) * ${SLOTS}`;
  // One microsecond at least, or a walk would never end.
  const edge = `SELECT min(rowid / ${SLOTS}, CAST(?1 AS INTEGER) - 1) AS surfaced_at, '' AS id FROM search
    WHERE search MATCH ?3 AND ${under('?1')} ORDER BY rowid DESC LIMIT 1 OFFSET ?2`;
  const rows = `SELECT ${ANSWERED} FROM (
      SELECT rowid AS found FROM search WHERE search MATCH ${query} AND ${under('?2')}
        AND rowid >= CAST(${at} AS INTEGER) * ${SLOTS}
    ) CROSS JOIN notifications ON search_place = found
    WHERE user_id = ?1 AND (surfaced_at, id) < (?2, ?3) AND (surfaced_at, id) >= (${at}, ${id}) AND ${tests}
    ORDER BY surfaced_at DESC, id DESC LIMIT ?4`;
  return {
    edge: (above, skipped) => ({ sql: edge, params: [above.surfaced_at, skipped, match] }),
    rows: (above, below, limit) => ({
      sql: rows,
      params: [userId, above.surfaced_at, above.id, limit, ...params, below.surfaced_at, below.id],
    }),
  };
}

/** Every way to the wanted rows, the one that is most often the shortest first. */
export function routesOf(wanted: Wanted, endings: Endings): readonly Route[] {
  const { view, filter } = wanted;
  const rest: Rest = (bind) => rowConditions(wanted, bind);
  const isBin = view === 'bin' || (view === null && isOfBin(filter));
  const states = filter.flatMap((term) =>
    term.kind === 'is' && !term.not && !isBin && term.is !== view ? [STATE_INDEXES[term.is]] : [],
  );
  const walks = [
    walk((bind) => listIndexes(wanted, bind), wanted, rest),
    ...states.map((state) => walk(() => [state], wanted, rest)),
  ];
  const lookUps = filter.some(isIndexed) ? [lookUp(matchOf(wanted, endings), wanted, rest)] : [];
  return isNarrow(filter, endings) ? [...lookUps, ...walks] : [...walks, ...lookUps];
}
