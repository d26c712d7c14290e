/**
 * What operations need from storage, on any engine. Each call is a step of a unit of work or of a read, and runs by `yield*`
 * (`step.ts`). Times are milliseconds since 1970; places in lists are microseconds.
 */
import type { ActionKind, Deed, View } from '#server/rules/state';
import type {
  AccessRepository,
  AccountRepository,
  AppRepository,
  DeliveryRepository,
  IdempotencyRepository,
  MembershipRepository,
  ReceiptRepository,
} from './account-ports.ts';
import type { MuteRepository, RuleRepository, SavedFilterRepository } from './decision-ports.ts';
import type { DueRepository, HousekeepingRepository, ScheduledRepository } from './due-ports.ts';
import type {
  ArrivedRow,
  BatchRow,
  DueRow,
  NewBatch,
  NotificationRow,
  RowCounts,
  RowPlace,
  Selection,
  Tally,
  Thread,
  ThreadCounts,
  UserRow,
  Wanted,
} from './rows.ts';
import type { OutboxRepository, SourceIdRepository, SourceRepository } from './source-ports.ts';
import type { Step, Unit } from './step.ts';

export type * from './account-ports.ts';

/** For a unit that changes no inbox. */
export const NOBODY: readonly number[] = [];

/**
 * Runs `unit` as one transaction. It may run twice, and other units may run between its statements: it must
 * keep no state outside of the database, and it cannot catch a statement's error.
 *
 * @param users whose inboxes it may change: an engine of many connections locks them first, in this order
 * @param afterCommit called once the change is on disk, in the order of the commits; an exception in it affects no other unit
 * @returns settles after COMMIT. Rejects with what `unit` threw (only its own changes are undone), or with AppError `storage_failed`
 * when the whole transaction failed
 */
export type Work = <T>(
  users: readonly number[],
  unit: Unit<T>,
  afterCommit?: (value: T) => void,
) => Promise<T>;

/**
 * Reads committed data, all of it as of one moment.
 * @throws what `unit` throws; AppError `storage_failed`
 */
export type Read = <T>(unit: Unit<T>) => Promise<T>;

/** Runs units and reads. */
export type Engine = Readonly<{ work: Work; read: Read }>;

/** The state of each inbox. In every repository, a call that changes an inbox needs its user locked. */
export interface UserRepository {
  insert(name: string, now: number): Step<number>;
  first(): Step<UserRow | undefined>;
  get(id: number): Step<UserRow | undefined>;
  /** Moves the user to the next revision and changes the counts. @returns the new state */
  advance(
    id: number,
    by: Readonly<{ unread: number; shown: number }>,
  ): Step<Pick<UserRow, 'revision' | 'unread'> | undefined>;
  /**
   * `advance` by one new row. `surfaced_at`: its place in the user's lists, which is `now` (microseconds), or just above the newest
   * place ever given.
   */
  arrive(
    id: number,
    now: number,
    by: Readonly<{ unread: number; shown: number }>,
  ): Step<Pick<UserRow, 'revision' | 'unread' | 'surfaced_at' | 'rules_version'> | undefined>;
  /** Changes the counts within the revision that the unit has made. */
  count(id: number, by: Readonly<{ unread: number; shown: number }>): Step<number>;
  /** Gives rules, mutes and saved filters another version. */
  decide(id: number, version: string): Step<number>;
  /** Takes the places of `rows` rows above all others, the highest of them `now` or above. @returns the highest */
  surface(id: number, rows: number, now: number): Step<number>;
  /** Notes that this place is taken, so that later ones are above it. */
  notePlace(id: number, place: number): Step<number>;
  /** Changes the unread count of one source. */
  countSource(id: number, source: string, by: number): Step<void>;
  /** Unread rows by source. Sources without any are left out. */
  bySource(id: number): Step<Record<string, number>>;
}

export interface NotificationRepository {
  /** Fails the unit with AppError `storage_failed` where another row has this external id: it is never replaced. */
  insert(row: NotificationRow): Step<void>;
  /** Writes all columns that may change. */
  save(row: NotificationRow): Step<number>;
  /** The newest row with this key that is neither read nor out of the inbox. */
  foldable(userId: number, source: string, key: string): Step<NotificationRow | undefined>;
  /** Rows with one of these keys that are neither read nor out of the inbox. */
  foldables(userId: number, source: string, keys: readonly string[]): Step<NotificationRow[]>;
  /** Those of `ids` that this user does not have, or has purged. */
  missing(userId: number, ids: readonly string[]): Step<string[]>;
  /** How many rows of a source have content, are in the inbox, and are unread. */
  tallySource(
    userId: number,
    source: string,
  ): Step<Readonly<{ rows: number; shown: number; unread: number }>>;
  /** Purges all rows of a source. */
  purgeSource(userId: number, source: string, revision: number, now: number): Step<number>;
  /** Rows of other users that were sent with these, and whose emergency nobody has acknowledged. */
  insistingWith(userId: number, ids: readonly string[]): Step<DueRow[]>;
  /** Notes who has acknowledged the emergencies of this revision; of rows from sources these know it. */
  signAcknowledged(userId: number, revision: number, name: string): Step<number>;
  /** Removes the content of rows purged at this revision. */
  wipe(userId: number, revision: number): Step<number>;
  /** Whether the source's `externalId` was ever stored, even if it was deleted since. */
  hasExternal(userId: number, source: string, externalId: string): Step<boolean>;
  /** The id of the newest row, of any source, with this external id. */
  idOfExternal(userId: number, externalId: string): Step<string | undefined>;
  /** The newest rows of all views, as rules look at them. */
  newest(userId: number, limit: number): Step<ArrivedRow[]>;
  /** The first free place from `from` on. */
  freePlace(userId: number, from: number): Step<number>;
  /** The taken places in these ranges, ends included. */
  takenPlaces(userId: number, ranges: readonly (readonly [number, number])[]): Step<number[]>;
  byId(id: string): Step<NotificationRow | undefined>;
  byIds(ids: readonly string[]): Step<NotificationRow[]>;
  /** Rows of this revision by id, up to and including the first that does not fit on a page. */
  changedAt(userId: number, revision: number): Step<NotificationRow[]>;
  /** Rows and tombstones after this position by (revision, id), up to and including the first that does not fit on a page. */
  changedAfter(userId: number, revision: number, id: string, limit: number): Step<NotificationRow[]>;
  /** Rows below `before`, newest first, up to and including the first that does not fit on a page. */
  page(
    userId: number,
    view: View,
    before: RowPlace | undefined,
    limit: number,
    source?: string,
  ): Step<NotificationRow[]>;
  /** Rows of the view `inbox`, newest first, by offset, as Laravel pages. */
  pageAt(userId: number, offset: number, limit: number): Step<NotificationRow[]>;
  /**
   * Deletes the tombstones of rows purged before `before`, and notes for each user up to which revision. Tombstones with an entry in the outbox stay.
   * @returns how many were deleted
   */
  purge(before: number): Step<number>;
}

/** A list of threads: each by its newest row in a view, beside rows of none. */
export interface ThreadRepository {
  /** Entries below `before`, newest first, up to and including the first that does not fit on a page. */
  page(userId: number, view: View, before: RowPlace | undefined, limit: number): Step<NotificationRow[]>;
  /** How many rows of a view each of these threads has, and how many of those are unread; null: of all but the Bin. */
  counts(userId: number, view: View | null, threads: readonly Thread[]): Step<ThreadCounts[]>;
}

/** What people have done to rows, with the states before, so that it can be undone. */
export interface BatchRepository {
  insert(batch: NewBatch): Step<number>;
  /** Collects the rows of a selection that an action would change, with their states. @returns how many */
  collect(batch: NewBatch, action: ActionKind, selection: Selection): Step<number>;
  /** Applies an action to the rows of a batch. Purged rows keep their content until `wipe`. */
  apply(batch: NewBatch, deed: Deed<number>): Step<number>;
  /** What has changed since the rows were collected. */
  tally(batch: NewBatch): Step<Tally[]>;
  /** Notes how a batch has changed a mute: JSON of `MuteChange`. */
  noteMute(batch: NewBatch, change: string): Step<number>;
  /** Notes how many rows a batch has changed. */
  count(batch: NewBatch, rows: number): Step<number>;
  get(id: string): Step<BatchRow | undefined>;
  /** Newest first. */
  newest(userId: number, after: number, limit: number): Step<BatchRow[]>;
  /** Collects the rows of a batch that nothing newer has changed into another one. @returns how many */
  collectUntouched(batch: BatchRow, undo: NewBatch): Step<number>;
  /** Gives the rows of a batch that nothing newer has changed the states that they had before. */
  restore(batch: BatchRow, undo: NewBatch): Step<number>;
  markUndone(batch: BatchRow, now: number): Step<number>;
  remove(batch: NewBatch): Step<number>;
  /** Forgets all but the newest `kept` batches of a user. */
  limit(userId: number, kept: number): Step<number>;
  /** Forgets batches older than `before`. */
  purge(before: number): Step<number>;
}

/** Rows by what they say: the full-text index, and filters. */
export interface SearchRepository {
  /** Whether some row is not indexed yet. */
  isBehind(): Step<boolean>;
  /** Indexes up to `limit` rows, newest first. One unit at a time. */
  index(limit: number): Step<void>;
  /**
   * Rows below `before` that a filter finds, newest first, up to and including the first that does not fit on a page. Rows that
   * are not indexed yet may be missing.
   */
  page(wanted: Wanted, before: RowPlace | undefined, limit: number): Step<NotificationRow[]>;
  /** How many rows `page` finds in all, up to a limit, and how many of those are unread. */
  count(wanted: Wanted, limit: number): Step<RowCounts>;
  /** `page` of threads, each by the newest row of those that a filter finds, beside rows of none. */
  threads(wanted: Wanted, before: RowPlace | undefined, limit: number): Step<NotificationRow[]>;
}

export interface Repositories {
  readonly users: UserRepository;
  readonly notifications: NotificationRepository;
  readonly threads: ThreadRepository;
  readonly batches: BatchRepository;
  readonly search: SearchRepository;
  readonly accounts: AccountRepository;
  readonly access: AccessRepository;
  readonly memberships: MembershipRepository;
  readonly apps: AppRepository;
  readonly idempotency: IdempotencyRepository;
  readonly receipts: ReceiptRepository;
  readonly deliveries: DeliveryRepository;
  readonly sources: SourceRepository;
  readonly sourceIds: SourceIdRepository;
  readonly outbox: OutboxRepository;
  readonly rules: RuleRepository;
  readonly mutes: MuteRepository;
  readonly savedFilters: SavedFilterRepository;
  readonly scheduled: ScheduledRepository;
  readonly housekeeping: HousekeepingRepository;
  readonly due: DueRepository;
}
