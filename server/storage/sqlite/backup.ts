import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../../errors.ts';
import { privateFile } from './data-files.ts';
import { openSqlite, type Sqlite } from './driver.ts';

/**
 * Copies the database, also while a server writes to it, into a file that is not there yet. The copy is another database to all
 * clients: after it took the place of this one they read everything anew. Under the old epoch a client would not miss what it
 * lacks once the restored server has passed the revision that the client knew before.
 * @throws AppError `storage_failed`, also when the file is there
 */
export async function backUp(db: Sqlite, file: string): Promise<void> {
  if (fs.existsSync(file)) throw new AppError('storage_failed', `${file} is there already.`);
  privateFile(path.dirname(file), path.basename(file));
  try {
    db.run('VACUUM INTO ?1', [file]);
    const copy = await openSqlite(file);
    copy.exec(
      "UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'epoch'; PRAGMA journal_mode = DELETE",
    );
    copy.close();
  } catch (error) {
    // Half a copy looks like a whole one.
    fs.rmSync(file, { force: true });
    throw error;
  }
}
