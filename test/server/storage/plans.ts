import fs from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import type { Sqlite } from '../../../server/storage/sqlite/driver.ts';
import { runSteps, type SqlValue, type Unit } from '../../../server/storage/step.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { openTestStorage, type TestDriver } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';

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

/** An empty database for the tests of a `describe`. */
export function openForPlans(driver: TestDriver): () => Storage {
  let dataDir: string;
  let storage: Storage;
  beforeAll(async () => {
    dataDir = newDataDir();
    storage = await openTestStorage(dataDir, driver);
  });
  afterAll(() => {
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });
  return () => storage;
}
