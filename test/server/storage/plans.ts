import type { Sqlite } from '../../../server/storage/sqlite/driver.ts';
import { runSteps, type SqlValue, type Unit } from '../../../server/storage/step.ts';

/** The user whose inbox the statements are about. */
const USER = 1;

/** How SQLite would run it, line by line. */
export function planOf(db: Sqlite, sql: string, params: readonly SqlValue[]): readonly string[] {
  return db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params).map(({ detail }) => detail);
}

/** The plans of all statements that `unit` runs; nothing is changed, and nothing found. */
export function collectPlans(db: Sqlite, unit: Unit<unknown>): readonly string[] {
  const plans: string[] = [];
  runSteps(unit, [USER], ({ kind, sql, params }) => {
    plans.push(...planOf(db, sql, params));
    return kind === 'run' ? 0 : [];
  });
  return plans;
}
