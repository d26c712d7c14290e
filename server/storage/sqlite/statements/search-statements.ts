import type { Statements } from '../../repositories/repositories.ts';
import { conditionOf } from './filter-conditions.ts';
import { indexedTexts } from './search-match.ts';
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
    const { sql, params } = conditionOf(wanted, 2);
    return {
      sql: `SELECT count(*) AS rows, coalesce(sum(${VIEWS.unread}), 0) AS unread FROM notifications WHERE user_id = ?1 AND ${sql}`,
      params,
    };
  },
  texts: indexedTexts,
  routes: routesOf,
};
