import { type ActionRequest, DELTA_ROWS, type Delta } from '#server/inbox';
import { isBlank } from '#server/rules/text/shown-text';
import { cleanText } from '#server/rules/text/text';
import { AppError, unknownUser } from '../errors.ts';
import { type Content, type DueChange, pageOf, type Step, type Storage, steps } from '../storage/storage.ts';
import { createAcknowledgements } from './acknowledgements.ts';
import { type AppliedRule, createActions } from './actions.ts';
import { createArrivals } from './arrivals.ts';
import { createDueChanges } from './due-changes.ts';
import type { JudgeOf } from './judge.ts';
import { createMutes } from './mutes.ts';
import type { Acted, Arrival, Outcome, Position, Undone } from './outcome.ts';
import { createRuns, type Runs } from './runs.ts';
import { toChange } from './serialize.ts';
import { createSourceActions } from './source-actions.ts';

/** The inbox's changes as steps of a unit of work. Each is one revision. */
export interface Changes {
  /** @throws AppError `not_found` for an unknown user */
  arrive(userId: number, content: Content, id?: string): Step<Arrival>;
  /**
   * @param device the name of the token that does it
   * @throws AppError as `Actions.act`
   */
  act(userId: number, request: ActionRequest, device: string | null): Step<Acted>;
  /** Other users whose emergencies end once this user acknowledges these rows. */
  acknowledgedWith(userId: number, ids: readonly string[]): Step<readonly number[]>;
  /** Ends the emergencies that were sent to these users, too, together with rows that `userId` has acknowledged. */
  acknowledgeFor(userId: number, ids: readonly string[], others: readonly number[]): Step<readonly Outcome[]>;
  /** Does what a rule does to rows that have arrived before. */
  applyRule(userId: number, rule: AppliedRule, device: string | null): Step<Acted>;
  /**
   * What the clock does to those of `ids` whose time is `until` or earlier. `rows`: how many it has changed.
   * @throws AppError `not_found` for an unknown user
   */
  due(
    userId: number,
    change: DueChange,
    ids: readonly string[],
    until: number,
  ): Step<Readonly<{ outcome: Outcome; rows: number }>>;
  /** Gives the rows that nothing newer has changed the states that they had before a batch. @throws AppError `not_found` */
  undo(userId: number, batch: string): Step<Undone>;
  /**
   * Marks the notification as read and puts the reader's answer into the outbox.
   * @throws AppError `not_found`; `not_supported` where the sender asked for no answer, or nothing could deliver it;
   * `invalid_request` for an answer without visible text
   */
  reply(userId: number, id: string, text: string): Step<Outcome>;
  readonly run: Runs['run'];
  /** What the newest revision changed. @param rows how many rows it changed */
  deltaOf(userId: number, rows: number): Step<Delta>;
  /** The inbox's current revision and counts. @throws AppError `not_found` for an unknown user */
  position(userId: number): Step<Position>;
}

export function createChanges(deps: {
  storage: Pick<
    Storage,
    | 'epoch'
    | 'users'
    | 'notifications'
    | 'batches'
    | 'search'
    | 'due'
    | 'sources'
    | 'sourceIds'
    | 'outbox'
    | 'mutes'
    | 'receipts'
  >;
  judgeOf: JudgeOf;
  /** Whether something delivers the outbox. */
  hasOutboxWorker: boolean;
  now: () => number;
  /** A monotonic clock, which times the outbox. */
  monotonic: () => number;
}): Changes {
  const { epoch, users, notifications } = deps.storage;
  const sourceActions = createSourceActions(deps);
  const { storage, judgeOf, now } = deps;
  const mutes = createMutes({ storage, now });
  const actions = createActions({ storage, sourceActions, mutes, now });
  const acknowledgements = createAcknowledgements({ storage, now });
  const dueChanges = createDueChanges({ storage, sourceActions, now });

  const userOf = steps('inbox.userOf', function* (id: number) {
    const user = yield* users.get(id);
    if (user === undefined) throw unknownUser();
    return user;
  });

  const position = steps('inbox.position', function* (userId: number) {
    const { revision, unread } = yield* userOf(userId);
    return { epoch, revision, counts: { unread, by_source: yield* users.bySource(userId) } };
  });

  const deltaOf: Changes['deltaOf'] = steps('inbox.deltaOf', function* (userId, rows) {
    const at = yield* position(userId);
    if (rows === 0) return { ...at, changed: [] };
    if (rows > DELTA_ROWS) return { ...at, changed: null };
    const found = yield* notifications.changedAt(userId, at.revision);
    const isWhole = pageOf(found, DELTA_ROWS).length === found.length;
    return { ...at, changed: isWhole ? found.map((row) => toChange(row)) : null };
  });

  const arrive = createArrivals({ storage, judgeOf, dueChanges, userOf, deltaOf, now });

  const runs = createRuns({ ...deps, actions, sourceActions, deltaOf });

  return {
    arrive,
    position,
    deltaOf,
    run: runs.run,

    act: steps('inbox.act', function* (userId, request, device) {
      const user = yield* userOf(userId);
      const { rows, ...done } = yield* actions.act(user, request, device);
      const { action } = request;
      const kind = typeof action === 'string' ? action : action.kind;
      if (kind === 'acknowledge') yield* notifications.signAcknowledged(userId, user.revision + 1, user.name);
      const dueAt = typeof action !== 'string' && action.kind === 'snooze' ? Date.parse(action.until) : null;
      return { userId, rows, ...done, delta: yield* deltaOf(userId, rows), created: null, dueAt };
    }),

    acknowledgedWith: steps('inbox.acknowledgedWith', function* (userId, ids) {
      return [...(yield* acknowledgements.others(userId, ids)).keys()];
    }),

    acknowledgeFor: steps('inbox.acknowledgeFor', function* (userId, ids, others) {
      const { name } = yield* userOf(userId);
      const idsOf = yield* acknowledgements.others(userId, ids);
      const outcomes: Outcome[] = [];
      for (const other of others) {
        const rows = yield* acknowledgements.end(yield* userOf(other), idsOf.get(other) ?? [], name);
        if (rows > 0) outcomes.push({ userId: other, delta: yield* deltaOf(other, rows), created: null });
      }
      return outcomes;
    }),

    applyRule: steps('inbox.applyRule', function* (userId, rule, device) {
      const { rows, ...done } = yield* actions.applyRule(yield* userOf(userId), rule, device);
      return { userId, rows, ...done, delta: yield* deltaOf(userId, rows), created: null };
    }),

    due: steps('inbox.due', function* (userId, change, ids, until) {
      const rows = yield* dueChanges.carryOut(change, yield* userOf(userId), ids, until);
      const delta = yield* deltaOf(userId, rows);
      return { outcome: { userId, delta, created: null }, rows };
    }),

    undo: steps('inbox.undo', function* (userId, batch) {
      const { restored, ...done } = yield* actions.undo(yield* userOf(userId), batch);
      const delta = yield* deltaOf(userId, restored);
      // It may have brought back a snooze that has ended meanwhile.
      return { userId, restored, ...done, delta, created: null, dueAt: 0 };
    }),

    reply: steps('inbox.reply', function* (userId, id, given) {
      const text = cleanText(given);
      if (isBlank(text)) {
        throw new AppError('invalid_request', 'Nothing of the answer can be seen.', {
          details: [{ path: '/text', message: 'must have something that can be seen' }],
        });
      }
      const user = yield* userOf(userId);
      const row = yield* notifications.byId(id);
      if (row === undefined || row.user_id !== userId || row.deleted_at !== null) {
        throw new AppError('not_found', 'There is no such notification.');
      }
      if (!(yield* sourceActions.takesReply(row))) {
        throw new AppError('not_supported', 'Nobody asked for an answer to this.');
      }
      if (!deps.hasOutboxWorker) {
        throw new AppError(
          'not_supported',
          'Its reader answers where `reply` says; this server sends nothing.',
        );
      }
      const revision = user.revision + 1;
      if ((yield* actions.read(user, id)) === 0) {
        yield* users.advance(userId, { unread: 0, shown: 0 });
        yield* notifications.save({ ...row, revision, updated_at: now() });
      }
      yield* sourceActions.replied(row, revision, text);
      return { userId, delta: yield* deltaOf(userId, 1), created: null };
    }),
  };
}
