import type { Statements } from '../../repositories/repositories.ts';
import { ACCESS, ACCOUNTS, APPS, MEMBERSHIPS } from './account-statements.ts';
import { BATCHES } from './batch-statements.ts';
import { MUTES, RULES, SAVED_FILTERS } from './decision-statements.ts';
import { DELIVERIES } from './delivery-statements.ts';
import { DUE_ROWS } from './due-statements.ts';
import { NOTIFICATIONS } from './notification-statements.ts';
import { OUTBOX } from './outbox-statements.ts';
import { IDEMPOTENCY, RECEIPTS } from './receipt-statements.ts';
import { HOUSEKEEPING, SCHEDULED } from './scheduled-statements.ts';
import { SEARCH } from './search-statements.ts';
import { SOURCE_IDS, SOURCES } from './source-statements.ts';
import { THREADS } from './thread-statements.ts';
import { USERS } from './user-statements.ts';

/** All statements on SQLite. Where one has no equal in PostgreSQL, a comment names its twin. */
export const STATEMENTS: Statements = {
  users: USERS,
  notifications: NOTIFICATIONS,
  threads: THREADS,
  batches: BATCHES,
  search: SEARCH,
  accounts: ACCOUNTS,
  access: ACCESS,
  memberships: MEMBERSHIPS,
  apps: APPS,
  idempotency: IDEMPOTENCY,
  receipts: RECEIPTS,
  deliveries: DELIVERIES,
  sources: SOURCES,
  sourceIds: SOURCE_IDS,
  outbox: OUTBOX,
  rules: RULES,
  mutes: MUTES,
  savedFilters: SAVED_FILTERS,
  scheduled: SCHEDULED,
  housekeeping: HOUSEKEEPING,
  due: DUE_ROWS,
};
