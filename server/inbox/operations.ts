import type {
  ActionAnswer,
  ActionRequest,
  Batch,
  Delta,
  ListPage,
  ListQuery,
  UndoAnswer,
} from '#server/inbox';
import type { RunAnswer } from '#server/run';
import type { Content, Step } from '../storage/storage.ts';
import type { DueKind } from '../wakeups/wakeups.ts';
import type { AppliedRule } from './actions.ts';
import type { Changes } from './changes.ts';
import type { KeyedRequest } from './idempotency-keys.ts';
import type { JudgeOf } from './judge.ts';
import type { Arrival, Outcome, Position } from './outcome.ts';
import type { Reads } from './reads.ts';

/** `device`: the name of the token that asks for it. */
export type Command = Readonly<{ userId: number; request: ActionRequest; device?: string | null }>;

/** What can be asked of an inbox. Its promises settle after COMMIT. */
export interface Inbox extends Reads {
  /**
   * Changes the inbox in one transaction and one revision, then announces it. A command that changes nothing answers `changed: []`
   * and keeps the revision.
   * @throws AppError as `Actions.act`, and `storage_failed`
   */
  apply(command: Command): Promise<Required<ActionAnswer>>;
  /** Undoes a batch in one transaction and one revision, then announces it. @throws AppError `not_found`, `storage_failed` */
  undo(userId: number, batch: string): Promise<UndoAnswer>;
  /** What was done in the last day, newest first. */
  batches(userId: number): Promise<Batch[]>;
  /**
   * Stores a notification, as a step of the caller's unit of work. The caller announces it after COMMIT.
   * @param id its id, where it has one already and is not folded
   * @throws AppError `not_found` for an unknown user
   */
  arrive(userId: number, content: Content, id?: string): Step<Arrival>;
  /** Also of an `Arrival`. */
  announce(outcome: Outcome): void;
  /** What is decided over an arrival, as a step of the unit of work that stores it. */
  readonly judgeOf: JudgeOf;
  /**
   * Does what a rule does to rows that have arrived before, in one transaction and one revision, then announces it.
   * @param find the rule, as a step of that transaction
   * @throws AppError what `find` throws, `storage_failed`
   */
  applyRule(
    userId: number,
    find: () => Step<AppliedRule>,
    device: string | null,
  ): Promise<Required<ActionAnswer>>;
  /** What the clock does to rows. */
  readonly due: readonly DueKind[];
  /** `list`, after new rows are indexed. If indexing fails, it finds older rows only. */
  search(userId: number, query: ListQuery): Promise<ListPage>;
  /**
   * Repeating a request with the same key changes nothing.
   * @throws AppError `not_found`; `not_supported` where the sender asked for no answer, or nothing could deliver it;
   * `idempotency_conflict`; `storage_failed`
   */
  reply(userId: number, id: string, text: string, request: KeyedRequest | null): Promise<Delta>;
  /**
   * Presses what a sender offers, in one transaction and one revision, then announces it.
   * @throws AppError as `Runs.run`, and `storage_failed`
   */
  run(userId: number, id: string, action: string): Promise<RunAnswer>;
  /** What the newest revision changed, inside the unit of work that made it. `rows`: how many rows it changed. */
  readonly deltaOf: Changes['deltaOf'];
  /** An inbox's current revision and counts. @throws AppError `not_found` for an unknown user */
  position(userId: number): Promise<Position>;
  /** `position` as a step of the caller's own unit of work. */
  readonly positionStep: Changes['position'];
}
