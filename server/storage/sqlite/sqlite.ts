import { StartError } from '../../errors.ts';
import type { Engine, Repositories } from '../ports.ts';
import { createRepositories } from '../repositories/repositories.ts';
import { DATABASE_FILE, privateFile } from './data-files.ts';
import { type Driver, faultOf, openSqlite, type Sqlite } from './driver.ts';
import { createStorageHealth, type StorageHealth, troubleOf } from './health.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/migrations.ts';
import { STATEMENTS } from './statements/statements.ts';
import { createSqliteEngine } from './unit-of-work.ts';

export { backUp } from './backup.ts';
export { DATABASE_FILE } from './data-files.ts';
export { watchDatabase } from './database-watch.ts';
export type { Driver, Sqlite } from './driver.ts';
export type { StorageHealth } from './health.ts';
export { lockFolder } from './lock.ts';
export { isDamaged, markSuspect, quarantine, salvage } from './quarantine.ts';
export { watchStorage } from './write-probe.ts';

/** An open database with the newest schema. */
export interface Database extends Repositories, Engine {
  /** For what is SQLite's alone: health, backup, rescue. */
  readonly db: Sqlite;
  /** Random for each database. */
  readonly epoch: string;
  readonly health: StorageHealth;
  close(): void;
}

/** What runs units on an open database. */
export type MakeEngine = typeof createSqliteEngine;

const REPOSITORIES = createRepositories(STATEMENTS);

/**
 * Opens or creates the database in `dataDir` and migrates it to the newest schema.
 * @throws StartError `database_from_future`, `database_damaged`; AppError `storage_failed`
 */
export async function openDatabase(deps: {
  dataDir: string;
  log: { error(fields: object, message: string): void };
  driver?: Driver | undefined;
  engine?: MakeEngine | undefined;
}): Promise<Database> {
  const health = createStorageHealth();
  const file = privateFile(deps.dataDir, DATABASE_FILE);
  let db: Sqlite | undefined;
  try {
    db = await openSqlite(file, deps.driver, health.failed);
    migrate(db, MIGRATIONS);
    const epoch = db.one<{ value: string }>("SELECT value FROM meta WHERE key = 'epoch'")?.value;
    if (epoch === undefined) throw new Error('the database has no epoch');
    const engine = (deps.engine ?? createSqliteEngine)({ db, log: deps.log });
    return { ...REPOSITORIES, ...engine, db, epoch, health, close: db.close };
  } catch (error) {
    db?.close();
    const code = faultOf((error as { cause?: unknown }).cause);
    if (code === null || troubleOf(code) !== 'damaged') throw error;
    throw new StartError('database_damaged', `The database ${file} is damaged.`, error);
  }
}
