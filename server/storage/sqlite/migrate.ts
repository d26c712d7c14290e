import { StartError } from '../../errors.ts';
import type { Sqlite } from './driver.ts';

/** One step of the schema. Versions rise by ten, so that a fix for a released step fits in between. */
export type Migration = Readonly<{ version: number; up: (db: Sqlite) => void }>;

const versionOf = (db: Sqlite): number =>
  db.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;

/**
 * Migrates the schema to the newest version in one transaction: all steps or none.
 * @throws StartError `database_from_future` when a newer Belfry has written this database
 */
export function migrate(db: Sqlite, migrations: readonly Migration[]): void {
  for (const [index, { version }] of migrations.entries()) {
    if (version <= (migrations[index - 1]?.version ?? 0)) {
      throw new Error(`migration ${version} is not above the one before it`);
    }
  }
  const newest = migrations.at(-1)?.version ?? 0;
  db.exec('BEGIN IMMEDIATE');
  try {
    const current = versionOf(db);
    if (current > newest) {
      throw new StartError(
        'database_from_future',
        `This database (version ${current}) was written by a newer Belfry; this one knows versions up to ${newest}.`,
      );
    }
    for (const { version, up } of migrations) if (version > current) up(db);
    if (newest > current) db.exec(`PRAGMA user_version = ${newest}`);
    db.exec('COMMIT');
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** Tolerates that some failures (a full disk) have ended the transaction already. */
export function rollBack(db: Pick<Sqlite, 'exec'>): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // There is nothing left to roll back.
  }
}
