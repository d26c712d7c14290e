import {
  type ActionAnswer,
  type ActionRequest,
  type Batch,
  type Delta,
  type ListPage,
  type ListQuery,
  UNDO_BATCHES,
  UNDO_FOR,
  type UndoAnswer,
} from '#server/inbox';
import type { RunAnswer } from '#server/run';
import { AppError } from '../errors.ts';
import type { Content, Step, Steps, Storage } from '../storage/storage.ts';
import type { DueKind, Wakeups } from '../wakeups/wakeups.ts';
import { type AppliedRule, toBatch } from './actions.ts';
import { type ChannelEvent, rulesEvent, toEvent } from './announcement.ts';
import { type Changes, createChanges } from './changes.ts';
import { createDueKinds } from './due-kinds.ts';
import { createIdempotency, type KeyedRequest } from './idempotency-keys.ts';
import { createJudges, type JudgeOf } from './judge.ts';
import type { Acted, Arrival, Outcome, Position } from './outcome.ts';
import { createReads, type Reads } from './reads.ts';
import type { Receipts } from './receipts.ts';
import { createIndexer } from './search-index.ts';

export type { AppliedRule } from './actions.ts';
export { type ChannelEvent, rulesEvent } from './announcement.ts';
export { chosenFilter, filterOf } from './filters.ts';
export { createIdempotency, type KeyedRequest, keyedRequest, REMEMBERED_FOR } from './idempotency-keys.ts';
export type { Judge, Judgement } from './judge.ts';
export type { Arrival } from './outcome.ts';
export { createReceipts, type Receipts } from './receipts.ts';
export { NO_RUNS, runsOf, type StoredRun, withChosen, withRun } from './run-state.ts';
export { toNotification } from './serialize.ts';

/** `device`: the name of the token that asks for it. */
export type Command = Readonly<{ userId: number; request: ActionRequest; device?: string | null }>;

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

export function createInbox(deps: {
  storage: Pick<
    Storage,
    | 'work'
    | 'read'
    | 'epoch'
    | 'users'
    | 'notifications'
    | 'threads'
    | 'batches'
    | 'due'
    | 'sources'
    | 'sourceIds'
    | 'outbox'
    | 'search'
    | 'idempotency'
    | 'rules'
    | 'mutes'
    | 'receipts'
  >;
  /** Called with every change once it is on disk, in commit order. */
  publish: (userId: number, event: ChannelEvent) => void;
  receipts: Pick<Receipts, 'read' | 'chosen'>;
  /**
   * Whether something delivers the outbox: the process that embeds the server does. A standalone server never posts replies, because
   * its senders would then choose addresses inside its own network.
   */
  hasOutboxWorker: boolean;
  now: () => number;
  /** A monotonic clock, which times the outbox. */
  monotonic: () => number;
  /** Told, after COMMIT, when something is due. */
  wakeAt: Wakeups['wakeAt'];
}): Inbox {
  const { storage, publish, receipts, now } = deps;
  const judgeOf = createJudges({ storage, now });
  const changes = createChanges({ ...deps, judgeOf });
  const reads = createReads({ storage, position: changes.position, now });
  const index = createIndexer(storage);
  const idempotency = createIdempotency({ storage, now });

  function announce(outcome: Outcome & Partial<Pick<Arrival, 'woken'>>): void {
    const { woken = null, dueAt = null } = outcome;
    if (woken !== null) announce(woken);
    const event = toEvent(outcome);
    if (event !== null) publish(outcome.userId, event);
    if (typeof outcome.version === 'string') publish(outcome.userId, rulesEvent(outcome.version));
    if (dueAt !== null) deps.wakeAt(dueAt);
  }

  /** @param others whom it concerns, too */
  async function act(
    userId: number,
    others: readonly number[],
    body: () => Steps<Readonly<{ kind: string; acted: Acted; elsewhere?: readonly Outcome[] }>>,
  ): Promise<Required<ActionAnswer>> {
    const { acted } = await storage.work(
      [userId, ...others].toSorted((a, b) => a - b),
      function* () {
        const { kind, acted, elsewhere = [] } = yield* body();
        const isRead = kind === 'read' && acted.delta.changed?.length !== 0;
        const notifyRead = isRead ? yield* receipts.read(userId, acted.delta.revision) : () => {};
        return { acted, elsewhere, notifyRead };
      },
      ({ acted, elsewhere, notifyRead }) => {
        announce(acted);
        elsewhere.forEach(announce);
        notifyRead();
      },
    );
    return { batch: acted.batch, rows: acted.rows, delta: acted.delta };
  }

  /**
   * Many rows wait after an update, too many for the unit of an action. The disk may be full or read-only: that is logged already, and
   * reading goes on.
   */
  async function indexIfPossible(): Promise<void> {
    await index().catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
  }

  return {
    ...reads,
    arrive: changes.arrive,
    position: (userId) => storage.read(() => changes.position(userId)),
    positionStep: changes.position,
    deltaOf: changes.deltaOf,
    announce,
    judgeOf,
    due: createDueKinds({ storage, changes, announce }),
    async search(userId, query) {
      await indexIfPossible();
      return reads.list(userId, query);
    },
    async count(userId, query) {
      if (query.q !== undefined) await indexIfPossible();
      return reads.count(userId, query);
    },
    async reply(userId, id, text, request) {
      const { delta } = await storage.work(
        [userId],
        function* () {
          if ((yield* idempotency.claim(request)) !== null) {
            return { userId, delta: yield* changes.deltaOf(userId, 0), created: null };
          }
          yield* idempotency.answer(request, () => '{}');
          return yield* changes.reply(userId, id, text);
        },
        announce,
      );
      return delta;
    },
    async run(userId, id, action) {
      const { answer } = await storage.work(
        [userId],
        function* () {
          const ran = yield* changes.run(userId, id, action);
          return { ...ran, notifyRead: ran.isRead ? yield* receipts.read(userId, ran.delta.revision) : null };
        },
        (ran) => {
          announce(ran);
          ran.notifyRead?.();
          if (ran.chosen !== null) receipts.chosen(userId, ran.chosen);
        },
      );
      return answer;
    },
    async apply({ userId, request, device = null }) {
      const { action } = request;
      if ('filter' in request) await indexIfPossible();
      const kind = typeof action === 'string' ? action : action.kind;
      const ids = kind === 'acknowledge' && 'ids' in request ? request.ids : [];
      const others = ids.length === 0 ? [] : await storage.read(() => changes.acknowledgedWith(userId, ids));
      return act(userId, others, function* () {
        const acted = yield* changes.act(userId, request, device);
        if (others.length === 0) return { kind, acted };
        return { kind, acted, elsewhere: yield* changes.acknowledgeFor(userId, ids, others) };
      });
    },
    async applyRule(userId, find, device) {
      await indexIfPossible();
      return act(userId, [], function* () {
        const rule = yield* find();
        return { kind: rule.does, acted: yield* changes.applyRule(userId, rule, device) };
      });
    },
    async undo(userId, batch) {
      const { restored, left, delta } = await storage.work(
        [userId],
        () => changes.undo(userId, batch),
        announce,
      );
      return { restored, left, delta };
    },
    async batches(userId) {
      const rows = await storage.read(() => storage.batches.newest(userId, now() - UNDO_FOR, UNDO_BATCHES));
      return rows.map(toBatch);
    },
  };
}
