/** The part of the ports that is about accounts, apps, requests that were answered, receipts and webhooks. */
import type {
  AccountRow,
  AnsweredRow,
  AppRow,
  ChoiceRow,
  DeliveryError,
  DueDelivery,
  ListedToken,
  LoggedDelivery,
  MembershipRow,
  NewChoice,
  NewDelivery,
  NotificationIds,
  ReceiptRow,
  TokenRow,
} from './account-rows.ts';
import type { Step } from './step.ts';

/** The sign-in data of users. E-mail addresses are in lower case. */
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
  /** @returns whether it existed */
  revokeToken(id: number): Step<boolean>;
  /** @returns whether it existed */
  revokeNamed(userId: number, name: string): Step<boolean>;
  insertEnrolment(
    code: Readonly<{ hash: string; userId: number; now: number; expiresAt: number }>,
  ): Step<number>;
  /** Uses up a code. @returns its user; undefined: unknown, used, expired, or of a disabled user, whose code stays valid */
  takeEnrolment(hash: string, now: number): Step<number | undefined>;
  purgeEnrolments(now: number): Step<number>;
}

export interface MembershipRepository {
  has(row: MembershipRow): Step<boolean>;
  /** @returns whether it is new */
  add(row: MembershipRow): Step<boolean>;
  /** @returns whether it existed */
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
   * Claims a key for this request, unless it was claimed after `since`; older claims have expired.
   * @returns the earlier claim; undefined: the key is this request's now, without an answer yet
   */
  claim(
    tokenId: number,
    key: string,
    request: Readonly<{ hash: string; since: number; now: number }>,
  ): Step<AnsweredRow | undefined>;
  /** Stores the answer to the request that has claimed this key. */
  answer(tokenId: number, key: string, answer: string): Step<number>;
  purge(before: number): Step<number>;
}

export interface ReceiptRepository {
  /** @returns the ids of those that were not delivered before */
  deliver(userId: number, ids: readonly string[], now: number): Step<NotificationIds[]>;
  /** For delivered notifications. @returns the ids of those that were not seen before */
  see(userId: number, ids: readonly string[], now: number): Step<NotificationIds[]>;
  sentBy(id: string, userId: number): Step<number>;
  wasSentBy(id: string, userId: number): Step<boolean>;
  of(id: string): Step<ReceiptRow | undefined>;
  /** Of a notification of this user, `id`. */
  choose(userId: number, choice: NewChoice): Step<number>;
  /** Oldest first. */
  choices(id: string): Step<ChoiceRow[]>;
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
  /** Deletes finished deliveries that are older than `before` or not among their app's newest `keep`. @returns how many */
  purge(what: Readonly<{ before: number; keep: number }>): Step<number>;
}
