import type { FastifyBaseLogger } from 'fastify';
import { ownRow } from '#server/own-rows';
import { LOCAL } from '#server/rules/content';
import { StartError } from './errors.ts';
import { isDamaged, quarantine, salvage } from './storage/quarantine.ts';
import { type Content, type Driver, openStorage, type Storage, toStored } from './storage/storage.ts';

/** A database that was damaged: where it lies now, and how many of its notifications are in the new one. */
export type Rescue = Readonly<{ folder: string; saved: number }>;

type Opening = Readonly<{ dataDir: string; log: FastifyBaseLogger; driver?: Driver }>;

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
 * Opens the database. With `mend`, a damaged one is put aside and a new one begun with what can be read of it; what came
 * from sources comes from there again.
 * @throws StartError `database_from_future`, `database_damaged`; AppError `storage_failed`
 */
export async function openOrRescue(
  opening: Opening & Readonly<{ mend: boolean; now: () => number }>,
): Promise<Readonly<{ storage: Storage; rescue: Rescue | null }>> {
  try {
    return { storage: await openTrusted(opening), rescue: null };
  } catch (error) {
    const damaged = error instanceof StartError && error.code === 'database_damaged';
    if (!damaged || !opening.mend) throw error;
  }
  const folder = quarantine(opening.dataDir, new Date(opening.now()));
  const storage = await openStorage(opening);
  const saved = await salvage(storage.db, folder, opening.driver);
  opening.log.error({ folder, saved }, 'the database was damaged; a new one was begun');
  return { storage, rescue: { folder, saved } };
}

/** How its user is told: as a notification like any other, so that it is in the inbox and on the screen. */
export const rescueNotice = ({ folder, saved }: Rescue): Content => ({
  ...toStored({ ...ownRow({ type: 'belfry.rescue', data: { saved, folder } }), priority: 5 }),
  source: LOCAL,
  external_id: null,
  envelope: null,
});
