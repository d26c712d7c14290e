/** What the server's storage runs on in tests. */
import { pino } from 'pino';
import type { MakeEngine } from '../../server/storage/sqlite/sqlite.ts';
import { type Driver, openStorage, type Storage } from '../../server/storage/storage.ts';
import { createAwaitingEngine } from './awaiting-engine.ts';

/** Each driver of SQLite, and `awaited`: the first one, behaving as an engine of many connections does. */
export type TestDriver = Driver | 'awaited';

/** What is SQLite's own is tested on each of these. */
export const SQLITE_DRIVERS = ['better-sqlite3', 'libsql'] as const satisfies readonly Driver[];

/** What storage itself does is tested on each. */
export const STORAGE_DRIVERS = [...SQLITE_DRIVERS, 'awaited'] as const satisfies readonly TestDriver[];

const wanted = process.env.BELFRY_TEST_DRIVER;

/** What stands on storage is tested on the driver of releases; `npm run test:full` does it on the others, too. */
export const DRIVER: TestDriver = STORAGE_DRIVERS.find((driver) => driver === wanted) ?? 'better-sqlite3';
export const DRIVERS: readonly TestDriver[] = [DRIVER];

/** The driver below. */
export const sqliteOf = (driver: TestDriver): Driver => (driver === 'awaited' ? 'better-sqlite3' : driver);

/** Options of whatever opens a database. */
export const storageOptions = (driver: TestDriver): Readonly<{ driver: Driver; engine?: MakeEngine }> => ({
  driver: sqliteOf(driver),
  ...(driver === 'awaited' && { engine: createAwaitingEngine() }),
});

export const openTestStorage = (dataDir: string, driver: TestDriver = DRIVER): Promise<Storage> =>
  openStorage({ dataDir, log: pino({ level: 'silent' }), ...storageOptions(driver) });
