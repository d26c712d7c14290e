import { AppError, StartError } from '../../errors.ts';
import { privateFile } from './data-files.ts';
import { type Driver, openSqlite } from './driver.ts';

const LOCK_FILE = 'belfry.lock';

/** How long to wait for a previous server that is shutting down, in milliseconds. */
const PATIENCE = 3_000;

/**
 * Reserves the folder for this server with SQLite's lock on a file beside the database. The system releases it however the process
 * ends, and the command line can still open the database.
 * @returns releases the folder
 * @throws StartError `data_in_use`; AppError `storage_failed`
 */
export async function lockFolder(dataDir: string, driver?: Driver): Promise<() => void> {
  const db = await openSqlite(privateFile(dataDir, LOCK_FILE), driver);
  try {
    db.exec(`PRAGMA busy_timeout = ${PATIENCE}; BEGIN EXCLUSIVE`);
  } catch (error) {
    db.close();
    const { cause } = error as AppError;
    const code = error instanceof AppError ? String((cause as { code?: unknown } | undefined)?.code) : '';
    if (!code.startsWith('SQLITE_BUSY')) throw error;
    throw new StartError('data_in_use', `Another Belfry server is using ${dataDir}.`, error);
  }
  return () => {
    db.exec('ROLLBACK');
    db.close();
  };
}
