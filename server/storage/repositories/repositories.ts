import type { Repositories } from '../ports.ts';
import { type AccessStatements, createAccessRepository } from './access-repository.ts';
import { type AccountStatements, createAccountRepository } from './account-repository.ts';
import { type AppStatements, createAppRepository } from './app-repository.ts';
import { type BatchStatements, createBatchRepository } from './batch-repository.ts';
import {
  createMuteRepository,
  createRuleRepository,
  createSavedFilterRepository,
  type MuteStatements,
  type RuleStatements,
  type SavedFilterStatements,
} from './decision-repository.ts';
import { createDeliveryRepository, type DeliveryStatements } from './delivery-repository.ts';
import { createDueRepository, type DueStatements } from './due-repository.ts';
import { createHousekeepingRepository, type HousekeepingStatements } from './housekeeping-repository.ts';
import { createIdempotencyRepository, type IdempotencyStatements } from './idempotency-repository.ts';
import { createMembershipRepository, type MembershipStatements } from './membership-repository.ts';
import { createNotificationRepository, type NotificationStatements } from './notification-repository.ts';
import { createOutboxRepository, type OutboxStatements } from './outbox-repository.ts';
import { createReceiptRepository, type ReceiptStatements } from './receipt-repository.ts';
import { createScheduledRepository, type ScheduledStatements } from './scheduled-repository.ts';
import { createSearchRepository, type SearchStatements } from './search-repository.ts';
import { createSourceIdRepository, type SourceIdStatements } from './source-id-repository.ts';
import { createSourceRepository, type SourceStatements } from './source-repository.ts';
import { createThreadRepository, type ThreadStatements } from './thread-repository.ts';
import { createUserRepository, type UserStatements } from './user-repository.ts';

export type { IndexedRow, Route } from './search-repository.ts';

/** An engine's statements: a table for each repository. */
export type Statements = Readonly<{
  users: UserStatements;
  notifications: NotificationStatements;
  threads: ThreadStatements;
  batches: BatchStatements;
  search: SearchStatements;
  accounts: AccountStatements;
  access: AccessStatements;
  memberships: MembershipStatements;
  apps: AppStatements;
  idempotency: IdempotencyStatements;
  receipts: ReceiptStatements;
  deliveries: DeliveryStatements;
  sources: SourceStatements;
  sourceIds: SourceIdStatements;
  outbox: OutboxStatements;
  rules: RuleStatements;
  mutes: MuteStatements;
  savedFilters: SavedFilterStatements;
  scheduled: ScheduledStatements;
  housekeeping: HousekeepingStatements;
  due: DueStatements;
}>;

/** The repositories, whose logic is the same on all engines. */
export const createRepositories = (sql: Statements): Repositories => ({
  users: createUserRepository(sql.users),
  notifications: createNotificationRepository(sql.notifications),
  threads: createThreadRepository(sql.threads),
  batches: createBatchRepository(sql.batches),
  search: createSearchRepository(sql.search),
  accounts: createAccountRepository(sql.accounts),
  access: createAccessRepository(sql.access),
  memberships: createMembershipRepository(sql.memberships),
  apps: createAppRepository(sql.apps),
  idempotency: createIdempotencyRepository(sql.idempotency),
  receipts: createReceiptRepository(sql.receipts),
  deliveries: createDeliveryRepository(sql.deliveries),
  sources: createSourceRepository(sql.sources),
  sourceIds: createSourceIdRepository(sql.sourceIds),
  outbox: createOutboxRepository(sql.outbox),
  rules: createRuleRepository(sql.rules),
  mutes: createMuteRepository(sql.mutes),
  savedFilters: createSavedFilterRepository(sql.savedFilters),
  scheduled: createScheduledRepository(sql.scheduled),
  housekeeping: createHousekeepingRepository(sql.housekeeping),
  due: createDueRepository(sql.due),
});
