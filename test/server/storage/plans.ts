import type { Sqlite } from '../../../server/storage/storage.ts';

/** The plans of all statements that `query` runs; nothing is changed, and nothing found. */
export function collectPlans(real: Sqlite, query: (db: Sqlite) => unknown): readonly string[] {
  const plans: string[] = [];
  const explain = (sql: string, params: readonly (string | number | null)[] = []) => {
    plans.push(...real.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params).map((r) => r.detail));
  };
  query({
    ...real,
    all: (sql, params) => {
      explain(sql, params);
      return [];
    },
    upTo: (_isTooMany, sql, params) => {
      explain(sql, params);
      return [];
    },
    one: (sql, params) => {
      explain(sql, params);
      return undefined;
    },
    run: (sql, params) => {
      explain(sql, params);
      return 0;
    },
  });
  return plans;
}
