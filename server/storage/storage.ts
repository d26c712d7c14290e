import { type AccessRepository, createAccessRepository } from './access-repository.ts';
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
import { type Driver, openDatabase, type Sqlite, type StorageHealth, type Work } from './sqlite/sqlite.ts';
import { createUserRepository, type UserRepository } from './user-repository.ts';

export type { AccountRow } from './account-repository.ts';
export type { AppRow } from './app-repository.ts';
export type { DeliveryRepository, DueDelivery, LoggedDelivery } from './delivery-repository.ts';
export { MEMBERSHIP_KINDS, type MembershipKind, type MembershipRow } from './membership-repository.ts';
export type { NewRow, RowPlace } from './notification-repository.ts';
export { type Content, type NotificationRow, newId, type Selection, WIPED } from './notification-rows.ts';
export type { OutboxRow, Topic } from './outbox-repository.ts';
export { pageOf } from './page.ts';
export type { NotificationIds } from './receipt-repository.ts';
export type { SourceIdRow } from './source-id-repository.ts';
export type { CountedSource } from './source-repository.ts';
export {
  backUp,
  DATABASE_FILE,
  type Driver,
  isDamaged,
  lockFolder,
  markSuspect,
  quarantine,
  type Sqlite,
  salvage,
  type Work,
  watchDatabase,
  watchStorage,
} from './sqlite/sqlite.ts';
export { storedPhrases, toStored } from './stored-fields.ts';
export type { UserRow } from './user-repository.ts';

/** Changes happen only inside `work`; reads at any time. */
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

/**
 * Opens or creates the database in `dataDir` and migrates it to the newest schema.
 * @throws StartError `database_from_future`, `database_damaged`; AppError `storage_failed`
 */
export async function openStorage(deps: {
  dataDir: string;
  log: { error(fields: object, message: string): void };
  driver?: Driver;
}): Promise<Storage> {
  const database = await openDatabase(deps);
  const { db } = database;
  return {
    ...database,
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
    close: db.close,
  };
}
