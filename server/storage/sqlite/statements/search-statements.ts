import type { Statements } from '../../repositories/repositories.ts';
import type { SqlValue } from '../../step.ts';
import { type Bind, rowConditions } from './filter-conditions.ts';
import { indexedTexts, isIndexed, matchOf } from './search-match.ts';
import { routesOf } from './search-routes.ts';
import { VIEWS } from './state-conditions.ts';

const WAITING = 'search_place IS NULL AND purged_at IS NULL';

/** FTS5; PostgreSQL: a column of type `tsvector`, written with the row from the same words, which is never behind. */
export const SEARCH: Statements['search'] = {
  isBehind: `SELECT 1 AS found FROM notifications WHERE ${WAITING} LIMIT 1`,
  waiting: `SELECT id, user_id, source, title, message, type, sender, tags, priority, url, attachments, actions FROM notifications
    WHERE ${WAITING} ORDER BY surfaced_at DESC LIMIT ?1`,
  // In SQL alone: JavaScript would round such a number.
  place: `UPDATE notifications SET search_place = (
      WITH RECURSIVE run (place) AS (SELECT surfaced_at * 1024 UNION ALL
        SELECT place + 1 FROM run WHERE EXISTS (SELECT 1 FROM notifications AS n WHERE n.search_place = run.place))
      SELECT max(place) FROM run)
    WHERE id = ?1`,
  // FTS5 has no RETURNING.
  index: `INSERT INTO search (rowid, title, message, type, sender, tags, facts)
    SELECT search_place, ?2, ?3, ?4, ?5, ?6, ?7 FROM notifications WHERE id = ?1`,
  nextWord: 'SELECT term FROM search_words WHERE term >= ?1 ORDER BY term LIMIT 1',
  count(wanted) {
    const params: SqlValue[] = [];
    const bind: Bind = (value) => `?${2 + params.push(value)}`;
    const conditions = `user_id = ?1 AND ${rowConditions(wanted, bind)}`;
    // From the index of words, where it has the terms: the planner would rather read all rows of the user.
    const from = wanted.filter.some(isIndexed)
      ? `(SELECT rowid AS found FROM search WHERE search MATCH ${bind(matchOf(wanted))}) CROSS JOIN notifications ON search_place = found`
      : 'notifications';
    return {
      sql: `SELECT count(*) AS rows, coalesce(sum(unread), 0) AS unread
        FROM (SELECT ${VIEWS.unread} AS unread FROM ${from} WHERE ${conditions} LIMIT ?2)`,
      params,
    };
  },
  texts: indexedTexts,
  routes: routesOf,
};
