import type { FastifyBaseLogger } from 'fastify';
import { ownRow } from '#server/own-rows';
import { LOCAL } from '#server/rules/content';
import { StartError } from './errors.ts';
import {
  type Content,
  type Driver,
  isDamaged,
  type MakeEngine,
  openStorage,
  quarantine,
  type Storage,
  salvage,
  toStored,
} from './storage/storage.ts';

/** A damaged database: the folder it was moved to, and how many of its notifications are in the new one. */
export type Rescue = Readonly<{ folder: string; saved: number }>;

type Opening = Readonly<{ dataDir: string; log: FastifyBaseLogger; driver?: Driver; engine?: MakeEngine }>;

async function openTrusted(opening: Opening): Promise<Storage> {
  const storage = await openStorage(opening);
  try {
    if (!isDamaged(opening.dataDir, storage.db)) return storage;
  } catch (error) {
    storage.close();
    throw new StartError('database_damaged', 'The database cannot be read.', error);
  }
  storage.close();
  throw new StartError('database_damaged', 'The database did not pass its check.');
}

/**
 * Opens the database. With `repair`, a damaged one is moved away and a new one starts with what can still be read. Sources send
 * their notifications again.
 * @throws StartError `database_from_future`, `database_damaged`; AppError `storage_failed`
 */
export async function openOrRescue(
  opening: Opening & Readonly<{ repair: boolean; now: () => number }>,
): Promise<Readonly<{ storage: Storage; rescue: Rescue | null }>> {
  try {
    return { storage: await openTrusted(opening), rescue: null };
  } catch (error) {
    const damaged = error instanceof StartError && error.code === 'database_damaged';
    if (!damaged || !opening.repair) throw error;
  }
  const folder = quarantine(opening.dataDir, new Date(opening.now()));
  const storage = await openStorage(opening);
  const saved = await salvage(storage.db, folder, opening.driver);
  opening.log.error({ folder, saved }, 'the database was damaged; a new one was begun');
  return { storage, rescue: { folder, saved } };
}

/** Tells the user by an ordinary notification, so that it shows in the inbox and on the screen. */
export const rescueNotice = ({ folder, saved }: Rescue): Content => ({
  ...toStored({ ...ownRow({ type: 'belfry.rescue', data: { saved, folder } }), priority: 5 }),
  source: LOCAL,
  external_id: null,
  envelope: null,
});
