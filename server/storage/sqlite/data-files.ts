import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../../errors.ts';

export const DATABASE_FILE = 'belfry.db';

/**
 * Creates a file in `dataDir` for its owner only, if it is missing. SQLite gives `-wal` and `-shm` the same mode.
 * @throws AppError `storage_failed`
 */
export function privateFile(dataDir: string, name: string): string {
  const file = path.join(dataDir, name);
  try {
    // An existing folder keeps its mode, because others may use it too.
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    fs.closeSync(fs.openSync(file, 'a', 0o600));
    fs.chmodSync(file, 0o600);
  } catch (error) {
    throw new AppError('storage_failed', `cannot write to ${dataDir}`, { cause: error });
  }
  return file;
}
