import fs from 'node:fs';
import path from 'node:path';
import { AppProblem } from '../../apps/apps.ts';
import { createLog } from '../../log.ts';
import { DATABASE_FILE, openStorage, type Storage } from '../../storage/storage.ts';
import type { PasswordInput } from '../password-input.ts';

/** What commands work with. */
export interface CommandContext {
  /** Opens the folder's database while `use` runs. A server may have it open too. */
  withStorage(dataDir: string, use: (storage: Storage) => Promise<void>): Promise<void>;
  print(text: string): void;
  readonly passwords: PasswordInput;
}

export async function withStorage(dataDir: string, use: (storage: Storage) => Promise<void>): Promise<void> {
  const folder = path.resolve(dataDir);
  // Otherwise a mistyped folder would get an empty database.
  if (!fs.existsSync(path.join(folder, DATABASE_FILE))) {
    throw new AppProblem(
      `There is no Belfry database in ${folder}; the first start of the server creates it.`,
    );
  }
  const storage = await openStorage({ dataDir: folder, log: createLog('fatal') });
  try {
    await use(storage);
  } finally {
    storage.close();
  }
}
