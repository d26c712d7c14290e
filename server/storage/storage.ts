import { StartError } from '../errors.ts';
import { type AccountRepository, createAccountRepository } from './account-repository.ts';
import { type AppRepository, createAppRepository } from './app-repository.ts';
import { createDeliveryRepository, type DeliveryRepository } from './delivery-repository.ts';
import { createIdempotencyRepository, type IdempotencyRepository } from './idempotency-repository.ts';
import { createMembershipRepository, type MembershipRepository } from './membership-repository.ts';
import { createNotificationRepository, type NotificationRepository } from './notification-repository.ts';
import { createOutboxRepository, type OutboxRepository } from './outbox-repository.ts';
import { createReceiptRepository, type ReceiptRepository } from './receipt-repository.ts';
import { createSearchRepository, type SearchRepository } from './search-repository.ts';
import { createSourceIdRepository, type SourceIdRepository } from './source-id-repository.ts';
import { createSourceRepository, type SourceRepository } from './source-repository.ts';
import { type Driver, faultOf, openSqlite, type Sqlite } from './sqlite/driver.ts';
import { createStorageHealth, type StorageHealth, troubleOf } from './sqlite/health.ts';
import { migrate } from './sqlite/migrate.ts';
import { MIGRATIONS } from './sqlite/migrations/migrations.ts';
import { privateFile } from './sqlite/private-file.ts';
import { createUnitOfWork, type Work } from './sqlite/unit-of-work.ts';
import { type AccessRepository, createAccessRepository } from './token-repository.ts';
import { createUserRepository, type UserRepository } from './user-repository.ts';

export type { AccountRow } from './account-repository.ts';
export type { AppRow } from './app-repository.ts';
export { MEMBERSHIP_KINDS, type MembershipKind, type MembershipRow } from './membership-repository.ts';
export type { NewRow, RowPlace } from './notification-repository.ts';
export { type Content, type NotificationRow, type Selection, WIPED } from './notification-rows.ts';
export type { OutboxRow, Topic } from './outbox-repository.ts';
export { pageOf } from './page.ts';
export type { Named } from './receipt-repository.ts';
export type { SourceIdRow } from './source-id-repository.ts';
export type { CountedSource } from './source-repository.ts';
export type { Driver, Sqlite } from './sqlite/driver.ts';
export { toStored } from './stored-fields.ts';
export type { UserRow } from './user-repository.ts';

/** Changes happen inside `work` only; reads at any time. */
export interface Storage {
  readonly db: Sqlite;
  readonly work: Work;
  /** Random for each database. */
  readonly epoch: string;
  readonly users: UserRepository;
  readonly notifications: NotificationRepository;
  readonly accounts: AccountRepository;
  readonly access: AccessRepository;
  readonly receipts: ReceiptRepository;
  readonly apps: AppRepository;
  readonly memberships: MembershipRepository;
  readonly idempotency: IdempotencyRepository;
  readonly deliveries: DeliveryRepository;
  readonly sources: SourceRepository;
  readonly sourceIds: SourceIdRepository;
  readonly outbox: OutboxRepository;
  readonly search: SearchRepository;
  readonly health: StorageHealth;
  close(): void;
}

export const DATABASE_FILE = 'belfry.db';

/**
 * Opens, or creates, the database in `dataDir` and brings it to the newest schema.
 * @throws StartError `database_from_future`, `database_damaged`; AppError `storage_failed`
 */
export async function openStorage(deps: {
  dataDir: string;
  log: { error(fields: object, message: string): void };
  driver?: Driver;
}): Promise<Storage> {
  const health = createStorageHealth();
  const file = privateFile(deps.dataDir, DATABASE_FILE);
  let db: Sqlite | undefined;
  try {
    db = await openSqlite(file, deps.driver, health.failed);
    migrate(db, MIGRATIONS);
    const epoch = db.one<{ value: string }>("SELECT value FROM meta WHERE key = 'epoch'")?.value;
    if (epoch === undefined) throw new Error('the database has no epoch');
    return {
      db,
      epoch,
      work: createUnitOfWork({ db, log: deps.log }),
      users: createUserRepository(db),
      notifications: createNotificationRepository(db),
      accounts: createAccountRepository(db),
      access: createAccessRepository(db),
      receipts: createReceiptRepository(db),
      apps: createAppRepository(db),
      memberships: createMembershipRepository(db),
      idempotency: createIdempotencyRepository(db),
      deliveries: createDeliveryRepository(db),
      sources: createSourceRepository(db),
      sourceIds: createSourceIdRepository(db),
      outbox: createOutboxRepository(db),
      search: createSearchRepository(db),
      health,
      close: db.close,
    };
  } catch (error) {
    db?.close();
    const code = faultOf((error as { cause?: unknown }).cause);
    if (code === null || troubleOf(code) !== 'damaged') throw error;
    throw new StartError('database_damaged', `The database ${file} is damaged.`, error);
  }
}
