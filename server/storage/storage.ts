import { StartError } from '../errors.ts';
import { type AccessRepository, createAccessRepository } from './access.ts';
import { type AccountRepository, createAccountRepository } from './accounts.ts';
import { type AppRepository, createAppRepository } from './apps.ts';
import { createDeliveryRepository, type DeliveryRepository } from './deliveries.ts';
import { createStorageHealth, type StorageHealth, troubleOf } from './health.ts';
import { createIdempotencyRepository, type IdempotencyRepository } from './idempotency.ts';
import { createMembershipRepository, type MembershipRepository } from './memberships.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { createNotificationRepository, type NotificationRepository } from './notifications.ts';
import { createOutboxRepository, type OutboxRepository } from './outbox.ts';
import { privateFile } from './private-file.ts';
import { createReceiptRepository, type ReceiptRepository } from './receipts.ts';
import { createSearchRepository, type SearchRepository } from './search.ts';
import { createSourceIdRepository, type SourceIdRepository } from './source-ids.ts';
import { createSourceRepository, type SourceRepository } from './sources.ts';
import { type Driver, faultOf, openSqlite, type Sqlite } from './sqlite.ts';
import { createUnitOfWork, type Work } from './unit-of-work.ts';
import { createUserRepository, type UserRepository } from './users.ts';

export type { AccountRow } from './accounts.ts';
export type { AppRow } from './apps.ts';
export { MEMBERSHIP_KINDS, type MembershipKind, type MembershipRow } from './memberships.ts';
export { type Content, type NotificationRow, type Selection, WIPED } from './notification-rows.ts';
export type { NewRow, RowPlace } from './notifications.ts';
export type { OutboxRow, Topic } from './outbox.ts';
export { pageOf } from './page.ts';
export type { Named } from './receipts.ts';
export type { SourceIdRow } from './source-ids.ts';
export type { CountedSource } from './sources.ts';
export type { Driver, Sqlite } from './sqlite.ts';
export { storedPhrases, toStored } from './stored-fields.ts';
export type { UserRow } from './users.ts';

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
