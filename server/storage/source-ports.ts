/** The part of the ports that is about sources. */
import type { Acted, CountedSource, NewBatch, NewEntry, OutboxRow, SourceIdRow, SourceRow } from './rows.ts';
import type { Step } from './step.ts';
import type { TopicPlan } from './topics.ts';

/** The sources of an inbox. */
export interface SourceRepository {
  /** `actions`: null leaves them as they are. */
  put(
    userId: number,
    source: Pick<SourceRow, 'id' | 'kind'> & Readonly<{ actions: string | null }>,
  ): Step<number>;
  get(userId: number, id: string): Step<CountedSource | undefined>;
  all(userId: number): Step<CountedSource[]>;
  /** The kinds of these sources, and the actions that they support. Ids that are not sources of this inbox are left out. */
  actionsOf(userId: number, ids: readonly string[]): Step<Pick<SourceRow, 'id' | 'kind' | 'actions'>[]>;
  moveCursor(userId: number, id: string, cursor: string): Step<number>;
  remove(userId: number, id: string): Step<void>;
}

export interface SourceIdRepository {
  /** Those of these ids that the source has given. */
  named(userId: number, source: string, externalIds: readonly string[]): Step<SourceIdRow[]>;
  /** All ids that are folded into these notifications. */
  ofRows(notificationIds: readonly string[]): Step<SourceIdRow[]>;
  /** Stores an id that is new. Fails the unit with AppError `storage_failed` where another one has it: it is never replaced. */
  claim(userId: number, row: SourceIdRow): Step<void>;
  save(userId: number, row: SourceIdRow): Step<number>;
  /** The ids folded into one notification that the source still has. The last one provides the content. */
  living(notificationId: string): Step<SourceIdRow[]>;
  /**
   * Listed ids that are neither read, done nor deleted here and, as far as known, unread at the source; oldest first. Also of rows that
   * are snoozed or muted here. Leaves out what the outbox is about to change.
   */
  unread(userId: number, source: string): Step<Pick<SourceIdRow, 'external_id' | 'created_at'>[]>;
  /** How many unread notifications the source's list should have, as far as known. */
  expected(userId: number, source: string): Step<number>;
  /**
   * After the clock has changed the rows of a batch: a source that is the record of its rows does the same by its own clock. It is taken
   * to have done so, and whatever it says otherwise moves the row.
   */
  presume(batch: NewBatch, change: 'wake' | 'expire'): Step<number>;
  removeAll(userId: number, source: string): Step<number>;
}

/** Actions that sources must still hear of. */
export interface OutboxRepository {
  /** Drops the entries on a topic of rows whose state on it has changed. */
  dropActed(rows: Acted, plan: TopicPlan): Step<number>;
  /** Adds an entry for every id that the source has given to rows whose state has changed, in their order, due at `nextAt`. */
  addActed(rows: Acted, plan: TopicPlan, at: Readonly<{ now: number; nextAt: number }>): Step<number>;
  /** Notes in `upstream` of rows which state the source has and cannot take back. */
  markKept(rows: Acted, plan: TopicPlan): Step<number>;
  add(row: NewEntry): Step<number>;
  /** Sets `upstream` of one revision's rows of these sources: what is pending. Clears earlier refusals. */
  markActed(userId: number, revision: number, sources: readonly string[]): Step<number>;
  /** This user's entries with these ids. */
  find(userId: number, ids: readonly string[]): Step<OutboxRow[]>;
  /** All entries of these notifications, oldest first. */
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
