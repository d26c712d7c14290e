import { StartError } from '../errors.ts';
import { createAccountRepository } from './account-repository.ts';
import { createAppRepository } from './app-repository.ts';
import { createDeliveryRepository } from './delivery-repository.ts';
import { createIdempotencyRepository } from './idempotency-repository.ts';
import { createMembershipRepository } from './membership-repository.ts';
import { createNotificationRepository } from './notification-repository.ts';
import { createOutboxRepository } from './outbox-repository.ts';
import type { Repositories } from './ports.ts';
import { createReceiptRepository } from './receipt-repository.ts';
import { createSearchRepository } from './search-repository.ts';
import { createSourceIdRepository } from './source-id-repository.ts';
import { createSourceRepository } from './source-repository.ts';
import { ACCESS, ACCOUNTS, APPS, MEMBERSHIPS } from './sqlite/account-statements.ts';
import { DELIVERIES } from './sqlite/delivery-statements.ts';
import { type Driver, faultOf, openSqlite, type Sqlite } from './sqlite/driver.ts';
import { createStorageHealth, type StorageHealth, troubleOf } from './sqlite/health.ts';
import { migrate } from './sqlite/migrate.ts';
import { MIGRATIONS } from './sqlite/migrations/migrations.ts';
import { NOTIFICATIONS } from './sqlite/notification-statements.ts';
import { OUTBOX } from './sqlite/outbox-statements.ts';
import { privateFile } from './sqlite/private-file.ts';
import { IDEMPOTENCY, RECEIPTS } from './sqlite/receipt-statements.ts';
import { SEARCH } from './sqlite/search-statements.ts';
import { SOURCE_IDS, SOURCES } from './sqlite/source-statements.ts';
import { createSqliteEngine, type Engine } from './sqlite/unit-of-work.ts';
import { USERS } from './sqlite/user-statements.ts';
import { createAccessRepository } from './token-repository.ts';
import { createUserRepository } from './user-repository.ts';

export { pageOf } from './page.ts';
export { WIPED, wholeRow } from './row-columns.ts';
export * from './rows.ts';
export type { Driver, Sqlite } from './sqlite/driver.ts';
export { type Engine, NOBODY, type Read, type Work } from './sqlite/unit-of-work.ts';
export { type Step, type Steps, steps, type Unit } from './step.ts';
export { toStored } from './stored-fields.ts';

/** Everything is changed in a unit of `work`, and read in one of `read`. */
export interface Storage extends Repositories, Engine {
  /** For what is SQLite's alone: health, backup, rescue. */
  readonly db: Sqlite;
  /** Random for each database. */
  readonly epoch: string;
  readonly health: StorageHealth;
  close(): void;
}

export const DATABASE_FILE = 'belfry.db';

/** What makes units of work run on an open database. */
export type MakeEngine = typeof createSqliteEngine;

const REPOSITORIES: Repositories = {
  users: createUserRepository(USERS),
  notifications: createNotificationRepository(NOTIFICATIONS),
  search: createSearchRepository(SEARCH),
  accounts: createAccountRepository(ACCOUNTS),
  access: createAccessRepository(ACCESS),
  memberships: createMembershipRepository(MEMBERSHIPS),
  apps: createAppRepository(APPS),
  idempotency: createIdempotencyRepository(IDEMPOTENCY),
  receipts: createReceiptRepository(RECEIPTS),
  deliveries: createDeliveryRepository(DELIVERIES),
  sources: createSourceRepository(SOURCES),
  sourceIds: createSourceIdRepository(SOURCE_IDS),
  outbox: createOutboxRepository(OUTBOX),
};

/**
 * Opens, or creates, the database in `dataDir` and brings it to the newest schema.
 * @throws StartError `database_from_future`, `database_damaged`; AppError `storage_failed`
 */
export async function openStorage(deps: {
  dataDir: string;
  log: { error(fields: object, message: string): void };
  driver?: Driver | undefined;
  engine?: MakeEngine | undefined;
}): Promise<Storage> {
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
