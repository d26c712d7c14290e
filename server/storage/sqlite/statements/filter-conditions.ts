import {
  type Filter,
  isOfBin,
  isVoid,
  isWordTerm,
  type Moment,
  readDate,
  type Term,
} from '#server/rules/filter/filter';
import type { View } from '#server/rules/state';
import type { Wanted } from '../../rows.ts';
import type { SqlValue } from '../../step.ts';
import { matchOf } from './search-match.ts';
import { VIEWS } from './state-conditions.ts';

type Named<K extends Term['kind']> = Extract<Term, { kind: K }>;

/** What `is:` says. */
export const STATES: Readonly<Record<Named<'is'>['is'], string>> = {
  unread: VIEWS.unread,
  read: 'read_at IS NOT NULL',
  saved: 'saved_at IS NOT NULL',
  snoozed: VIEWS.snoozed,
  done: VIEWS.done,
  deleted: VIEWS.bin,
  muted: 'muted_at IS NOT NULL',
  emergency: 'insists_until IS NOT NULL',
};

const HAS: Readonly<Record<Named<'has'>['has'], string>> = {
  attachment: "attachments <> '[]'",
  link: 'url IS NOT NULL',
  action: "actions <> '[]'",
};

/** Takes a parameter. @returns its name in the statement */
export type Bind = (value: SqlValue) => string;

function conditionOfTerm(term: Term, moment: Moment, bind: Bind): string | null {
  switch (term.kind) {
    case 'source':
      return `source = ${bind(term.id)}`;
    case 'is':
      return STATES[term.is];
    case 'has':
      return HAS[term.has];
    case 'priority':
      return `priority BETWEEN ${bind(term.least)} AND ${bind(term.most)}`;
    case 'before':
      return `created_at < ${bind(readDate(term.date)(moment))}`;
    case 'after':
      return `created_at >= ${bind(readDate(term.date)(moment))}`;
    case 'words':
    case 'type':
    case 'from':
    case 'tag':
      return null;
    default:
      return term satisfies never;
  }
}

/** What a row's columns say of a filter: all but its words. */
const columnConditions = (filter: Filter, moment: Moment, bind: Bind): readonly string[] =>
  filter.flatMap((term) => {
    if (isVoid(term)) return term.not ? [] : ['FALSE'];
    const condition = conditionOfTerm(term, moment, bind);
    if (condition === null) return [];
    return [term.not ? `NOT (${condition})` : `(${condition})`];
  });

/** Without a view: everything but the Bin, or the Bin. */
function scopeOf(view: View | null, filter: Filter): string {
  if (view !== null) return VIEWS[view];
  return isOfBin(filter) ? VIEWS.bin : 'deleted_at IS NULL';
}

/** Pairs of source and key as JSON, as rows. PostgreSQL: `unnest` of two arrays. */
const pairsOf = (param: string): string => `SELECT value ->> 0, value ->> 1 FROM json_each(${param})`;

/** What a row's columns say of what is wanted: all but the words of its filter. */
export function rowConditions(wanted: Wanted, bind: Bind): string {
  const { view, source, filter, moment, thread, without = [] } = wanted;
  const conditions = [scopeOf(view, filter)];
  if (source !== null) conditions.push(`source = ${bind(source)}`);
  if (thread !== undefined)
    conditions.push(`source = ${bind(thread.source)}`, `group_key = ${bind(thread.key)}`);
  if (without.length > 0) {
    const pairs = pairsOf(bind(JSON.stringify(without.map((each) => [each.source, each.key]))));
    conditions.push(`(group_key IS NULL OR (source, group_key) NOT IN (${pairs}))`);
  }
  return [...conditions, ...columnConditions(filter, moment, bind)].join(' AND ');
}

/**
 * What is wanted as a condition on `notifications`, for statements on all rows of a user: counts and bulk actions. It says what
 * `matchFilter` says, of rows that are indexed: index the waiting ones first.
 * @param first the number of its first parameter
 */
export function conditionOf(
  wanted: Wanted,
  first: number,
): Readonly<{ sql: string; params: readonly SqlValue[] }> {
  const params: SqlValue[] = [];
  const bind: Bind = (value) => `?${first + params.push(value) - 1}`;
  const conditions = [rowConditions(wanted, bind)];
  if (wanted.filter.some(isWordTerm)) {
    // PostgreSQL: `@@` with a tsquery, on a GIN index.
    const match = bind(matchOf(wanted));
    conditions.push(`search_place IN (SELECT rowid FROM search WHERE search MATCH ${match})`);
  }
  return { sql: conditions.join(' AND '), params };
}
