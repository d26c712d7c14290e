import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../../errors.ts';
import { privateFile } from './data-files.ts';
import { openSqlite, type Sqlite } from './driver.ts';

/**
 * Copies the database into a new file, even while a server writes to it. The copy gets a new epoch, so that clients of a restored
 * server read everything again. Under the old epoch, once the restored server had passed the revision that a client knew, the client
 * would not notice what it lacks.
 * @throws AppError `storage_failed`, also when the file exists
 */
export async function backUp(db: Sqlite, file: string): Promise<void> {
  if (fs.existsSync(file)) throw new AppError('storage_failed', `${file} already exists.`);
  privateFile(path.dirname(file), path.basename(file));
  try {
    db.run('VACUUM INTO ?1', [file]);
    const copy = await openSqlite(file);
    copy.exec(
      "UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'epoch'; PRAGMA journal_mode = DELETE",
    );
    copy.close();
  } catch (error) {
    // An incomplete copy would look like a whole one.
    fs.rmSync(file, { force: true });
    throw error;
  }
}
