import { type ActionAnswer, UNDO_BATCHES, UNDO_FOR } from '#server/inbox';
import { AppError } from '../errors.ts';
import type { Steps, Storage } from '../storage/storage.ts';
import type { Wakeups } from '../wakeups/wakeups.ts';
import { toBatch } from './actions.ts';
import { type ChannelEvent, rulesEvent, toEvent } from './announcement.ts';
import { createChanges } from './changes.ts';
import { createDueKinds } from './due-kinds.ts';
import { createIdempotency } from './idempotency-keys.ts';
import { createJudges } from './judge.ts';
import type { Inbox } from './operations.ts';
import type { Acted, Arrival, Outcome } from './outcome.ts';
import { createReads } from './reads.ts';
import type { Receipts } from './receipts.ts';
import { createIndexer } from './search-index.ts';

export type { AppliedRule } from './actions.ts';
export { type ChannelEvent, rulesEvent } from './announcement.ts';
export { chosenFilter, filterOf } from './filters.ts';
export { createIdempotency, type KeyedRequest, keyedRequest, REMEMBERED_FOR } from './idempotency-keys.ts';
export type { Judge, Judgement } from './judge.ts';
export type { Inbox } from './operations.ts';
export type { Arrival } from './outcome.ts';
export { createReceipts, type Receipts } from './receipts.ts';
export { NO_RUNS, runsOf, type StoredRun, withChosen, withRun } from './run-state.ts';
export { toNotification } from './serialize.ts';

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
