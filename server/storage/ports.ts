/**
 * What the operations ask of storage, whatever engine keeps it. Each call is a step of a unit of work or of a read: it runs
 * by `yield*` (`step.ts`). Times are milliseconds since 1970, places in lists are microseconds.
 */
import type { View } from '#server/inbox';
import type {
  AccountRow,
  Acted,
  AnsweredRow,
  AppRow,
  CountedSource,
  Deed,
  DeliveryError,
  DueDelivery,
  Filter,
  ListedToken,
  LoggedDelivery,
  MembershipRow,
  NewDelivery,
  NewEntry,
  NotificationIds,
  NotificationRow,
  OutboxRow,
  ReceiptRow,
  RowPlace,
  SourceIdRow,
  SourceRow,
  Tally,
  TokenRow,
  Topic,
  UserRow,
} from './rows.ts';
import type { Step, Unit } from './step.ts';

/** A unit of no user's inbox. */
export const NOBODY: readonly number[] = [];

/**
 * Runs `unit` as one transaction. It may run twice, and other units may run between its statements: it keeps nothing
 * outside of the database, and cannot catch what a statement throws.
 *
 * @param users whose inboxes it may change: an engine of many connections locks them first, in this order
 * @param afterCommit called once the change is on disk, in the order of the commits; what it throws harms nobody else
 * @returns settles after COMMIT. Rejects with what `unit` threw (its own changes are undone, other units' are not),
 * or with AppError `storage_failed` when nothing of the transaction could be kept
 */
export type Work = <T>(
  users: readonly number[],
  unit: Unit<T>,
  afterCommit?: (value: T) => void,
) => Promise<T>;

/**
 * Reads what is committed, all of it as it is at one moment.
 * @throws what `unit` throws; AppError `storage_failed`
 */
export type Read = <T>(unit: Unit<T>) => Promise<T>;

/** What stands between logic and database. */
export type Engine = Readonly<{ work: Work; read: Read }>;

/** Inboxes: where each stands. Here as in every repository, what changes an inbox needs its user locked. */
export interface UserRepository {
  insert(name: string, now: number): Step<number>;
  first(): Step<UserRow | undefined>;
  get(id: number): Step<UserRow | undefined>;
  /** Takes the user to the next revision, with counts changed by so much. Answers where it stands then. */
  advance(
    id: number,
    by: Readonly<{ unread: number; shown: number }>,
  ): Step<Pick<UserRow, 'revision' | 'unread'> | undefined>;
  /** The next place in the user's lists: `now` (microseconds), or just above the newest place ever given. */
  nextPlace(id: number, now: number): Step<number>;
  /** Notes that this place is taken, so that later ones are above it. */
  notePlace(id: number, place: number): Step<number>;
  /** Changes the unread of one source by so much. */
  countSource(id: number, source: string, by: number): Step<void>;
  /** Unread rows by source. Sources without any are left out. */
  bySource(id: number): Step<Record<string, number>>;
}

export interface NotificationRepository {
  insert(row: NotificationRow): Step<number>;
  /** Writes all columns that may change. */
  save(row: NotificationRow): Step<number>;
  /** The newest unread row with this key. */
  foldable(userId: number, source: string, key: string): Step<NotificationRow | undefined>;
  /** Unread ones with one of these keys. */
  foldables(userId: number, source: string, keys: readonly string[]): Step<NotificationRow[]>;
  /** Those of `ids` that this user does not have, or has deleted. */
  missing(userId: number, ids: readonly string[]): Step<string[]>;
  tally(deed: Deed): Step<Tally[]>;
  /** Applies an action. Deleted rows keep their content until `wipe`. */
  act(deed: Deed, revision: number, now: number): Step<number>;
  /** Removes the content of rows deleted at this revision, except those of `kept` sources. */
  wipe(userId: number, revision: number, kept: readonly string[]): Step<number>;
  /** Removes the content of deleted rows for which `source` has not confirmed the deletion. */
  wipeAwaiting(userId: number, source: string): Step<number>;
  /** Whether the source's `externalId` was ever stored, even if it was deleted since. */
  hasExternal(userId: number, source: string, externalId: string): Step<boolean>;
  /** The id of the newest row, of any source, with this external id. */
  idOfExternal(userId: number, externalId: string): Step<string | undefined>;
  /** The first free place from `from` on. */
  freePlace(userId: number, from: number): Step<number>;
  /** The places in these ranges, ends included, at which rows stand. */
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
    filter?: Filter,
  ): Step<NotificationRow[]>;
  /** Rows of the view `inbox`, newest first, by offset, as Laravel pages. */
  pageAt(userId: number, offset: number, limit: number): Step<NotificationRow[]>;
  /**
   * Forgets tombstones older than `before`, after each user has noted up to which revision. Those that their source is
   * still to be told of stay. Answers how many.
   */
  purge(before: number): Step<number>;
}

/** The full-text index. */
export interface SearchRepository {
  /** Whether some row is not indexed yet. */
  isBehind(): Step<boolean>;
  /** Takes in the words of so many rows that wait for it. One unit at a time. */
  index(limit: number): Step<void>;
}

/** Users as those who sign in. E-mail addresses are in lower case. */
export interface AccountRepository {
  all(): Step<AccountRow[]>;
  get(id: number): Step<AccountRow | undefined>;
  byEmail(email: string): Step<AccountRow | undefined>;
  insert(
    account: Readonly<{ name: string; email: string; password: string | null; now: number }>,
  ): Step<number>;
  setPassword(id: number, password: string): Step<number>;
  setDisabled(id: number, at: number | null): Step<number>;
}

/** Access tokens and enrolment codes. */
export interface AccessRepository {
  insertToken(
    token: Readonly<{ userId: number; name: string; hash: string; abilities: string; now: number }>,
  ): Step<number>;
  /** A token by id; undefined while its user is disabled. */
  token(id: number): Step<TokenRow | undefined>;
  /** Oldest first. */
  tokensOf(userId: number): Step<ListedToken[]>;
  /** Answers whether there was one. */
  revokeToken(id: number): Step<boolean>;
  /** Answers whether there was one. */
  revokeNamed(userId: number, name: string): Step<boolean>;
  insertEnrolment(
    code: Readonly<{ hash: string; userId: number; now: number; expiresAt: number }>,
  ): Step<number>;
  /** Uses it up. Answers its user; undefined: unknown, used, expired, or of a disabled user, whose code stays. */
  takeEnrolment(hash: string, now: number): Step<number | undefined>;
  purgeEnrolments(now: number): Step<number>;
}

export interface MembershipRepository {
  has(row: MembershipRow): Step<boolean>;
  /** Answers whether it is new. */
  add(row: MembershipRow): Step<boolean>;
  /** Answers whether there was one. */
  remove(row: MembershipRow): Step<boolean>;
  all(): Step<MembershipRow[]>;
}

/** Pusher apps, oldest first. */
export interface AppRepository {
  all(): Step<AppRow[]>;
  insert(row: AppRow): Step<number>;
  update(row: AppRow): Step<number>;
  remove(id: string): Step<number>;
}

export interface IdempotencyRepository {
  /**
   * Claims a key for this request, unless it was claimed after `since`; an older claim has run out.
   * Answers the earlier claim; undefined: it is this request's now, without an answer yet.
   */
  claim(
    tokenId: number,
    key: string,
    request: Readonly<{ hash: string; since: number; now: number }>,
  ): Step<AnsweredRow | undefined>;
  /** Writes down what was answered to a request that has claimed this key. */
  answer(tokenId: number, key: string, answer: string): Step<number>;
  purge(before: number): Step<number>;
}

export interface ReceiptRepository {
  /** Answers those that this is news of. */
  deliver(userId: number, ids: readonly string[], now: number): Step<NotificationIds[]>;
  /** Of what was delivered. Answers as `deliver`. */
  see(userId: number, ids: readonly string[], now: number): Step<NotificationIds[]>;
  sentBy(id: string, userId: number): Step<number>;
  wasSentBy(id: string, userId: number): Step<boolean>;
  of(id: string): Step<ReceiptRow | undefined>;
  /** The rows that this revision marked as read, all at the same time. */
  readAt(userId: number, revision: number): Step<(NotificationIds & Readonly<{ read_at: number }>)[]>;
}

/** Requests that webhooks get. */
export interface DeliveryRepository {
  insert(delivery: NewDelivery): Step<number>;
  /** Oldest first. */
  pending(): Step<DueDelivery[]>;
  body(id: number): Step<string | undefined>;
  /** Stores a failed attempt; the next one is at `nextAt`. */
  postpone(
    id: number,
    at: Readonly<{ attempts: number; nextAt: number; status: number | null; error: DeliveryError }>,
  ): Step<number>;
  /** Finishes a delivery. `error` null: delivered. */
  finish(
    id: number,
    at: Readonly<{ attempts: number; status: number | null; error: DeliveryError | null }>,
  ): Step<number>;
  /** Newest first; of every app when `appId` is null. */
  log(appId: string | null, limit: number): Step<LoggedDelivery[]>;
  /** Forgets what is over and either older than `before` or not among its app's newest `keep`. Answers how many. */
  purge(what: Readonly<{ before: number; keep: number }>): Step<number>;
}

/** The sources of an inbox. */
export interface SourceRepository {
  put(userId: number, source: Pick<SourceRow, 'id' | 'kind' | 'actions'>): Step<number>;
  get(userId: number, id: string): Step<CountedSource | undefined>;
  all(userId: number): Step<CountedSource[]>;
  /** The actions that these sources support. Ids that are not sources of this inbox are left out. */
  actionsOf(userId: number, ids: readonly string[]): Step<Pick<SourceRow, 'id' | 'actions'>[]>;
  moveCursor(userId: number, id: string, cursor: string): Step<number>;
  remove(userId: number, id: string): Step<void>;
}

export interface SourceIdRepository {
  /** Those of these names that the source has given. */
  named(userId: number, source: string, externalIds: readonly string[]): Step<SourceIdRow[]>;
  /** All that are folded into these notifications. */
  ofRows(notificationIds: readonly string[]): Step<SourceIdRow[]>;
  insert(userId: number, row: SourceIdRow): Step<number>;
  save(userId: number, row: SourceIdRow): Step<number>;
  /** The ids folded into one notification that the source still has. The last one provides the content. */
  living(notificationId: string): Step<SourceIdRow[]>;
  /**
   * Listed ids that are unread here and, as far as known, at the source; oldest first. Leaves out what the outbox is about to change.
   */
  unread(userId: number, source: string): Step<Pick<SourceIdRow, 'external_id' | 'created_at'>[]>;
  /** How many unread notifications the source's list should have, as far as known. */
  expected(userId: number, source: string): Step<number>;
  removeAll(userId: number, source: string): Step<number>;
}

/** Actions that sources must still hear of. */
export interface OutboxRepository {
  /** Drops the entries of these rows on this topic. */
  dropActed(rows: Acted, topic: Topic): Step<number>;
  /** Adds an entry for every id that the source has given to these rows, in their order. */
  addActed(rows: Acted, entry: Readonly<Pick<OutboxRow, 'action' | 'topic'> & { now: number }>): Step<number>;
  add(row: NewEntry): Step<number>;
  /** Sets `upstream` of one revision's rows of these sources: what is pending. Clears earlier refusals. */
  markActed(userId: number, revision: number, sources: readonly string[]): Step<number>;
  /** Those of these ids, of this user. */
  find(userId: number, ids: readonly string[]): Step<OutboxRow[]>;
  /** All of these notifications, oldest first. */
  ofRows(notificationIds: readonly string[]): Step<OutboxRow[]>;
  /** Due entries, oldest first, up to and including the first that does not fit on a page. */
  due(userId: number, source: string, now: number, limit: number): Step<OutboxRow[]>;
  /** Due replies in their order, then all other due entries, newest first. */
  dueNewest(userId: number, source: string, now: number, limit: number): Step<OutboxRow[]>;
  /** When the next entry becomes due. */
  nextAt(userId: number, source: string, now: number): Step<number | null>;
  postpone(userId: number, id: string, nextAt: number): Step<number>;
  /** Postpones without counting an attempt. */
  defer(userId: number, id: string, nextAt: number): Step<number>;
  /** Makes every entry of all users due by then at the latest. */
  limitPauses(latest: number): Step<number>;
  remove(userId: number, id: string): Step<number>;
  removeAll(userId: number, source: string): Step<number>;
  /** Adds `seen` entries for these rows, once each, for sources that support it. */
  noteSeen(userId: number, ids: readonly string[], now: number): Step<void>;
}

/** All of them. */
export interface Repositories {
  readonly users: UserRepository;
  readonly notifications: NotificationRepository;
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
}
