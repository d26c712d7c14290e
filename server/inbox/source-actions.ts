import { LOCAL } from '#server/rules/content';
import { isRecordKind } from '#server/rules/source-kinds';
import type { ActionKind } from '#server/rules/state';
import { AppError } from '../errors.ts';
import {
  type NewBatch,
  type NotificationRow,
  SNOOZES,
  type Step,
  type Steps,
  type Storage,
  steps,
  type TopicPlan,
  topicPlans,
} from '../storage/storage.ts';

/** A source that cannot take something back hears of it after this pause, in which it can be undone here. */
const SECOND_THOUGHTS_MS = 10_000;

/** A source, and the actions that it supports. */
type Known = Readonly<{ source: string; kind: string; actions: ReadonlySet<string> }>;

/** States that came later: an older Belfry server lacks them. */
const NEWER: ReadonlySet<ActionKind | null> = new Set([
  ...(['save', 'unsave', 'snooze', 'unsnooze', 'acknowledge'] as const),
]);

/** @throws AppError `not_supported` */
function refuseUnknown(action: ActionKind | null, known: readonly Known[]): void {
  if (action === null || !NEWER.has(action)) return;
  const lacking = known.filter(({ kind, actions }) => isRecordKind(kind) && !actions.has(action));
  if (lacking.length === 0) return;
  throw new AppError('not_supported', `An older server cannot do this (${action}).`, {
    details: { sources: lacking.map(({ source }) => source) },
  });
}

/** What a source hears of reads, of rows of whose snooze it does not know. */
const unheardReads = (actions: ReadonlySet<string>): readonly TopicPlan[] =>
  topicPlans(actions, 'unread').map((plan) => ({ ...plan, isUnheard: true }));

/** Writes into the outbox what the sources of changed rows must hear. Steps of a unit of work. */
export interface SourceActions {
  /**
   * After `batch` has changed rows of these sources. `action`: null for an undo, which may change any state.
   * @throws AppError `not_supported` where a source that is the record of its rows has no such state
   */
  acted(batch: NewBatch, action: ActionKind | null, sources: readonly string[]): Step<void>;
  /**
   * After the clock has ended the snoozes of a batch, or its rows: a source that has not heard of the snoozes by now must not begin them
   * any more.
   */
  clocked(batch: NewBatch, change: 'wake' | 'expire', sources: readonly string[]): Step<void>;
  takesReply(row: NotificationRow): Step<boolean>;
  /** Where a choice among the sender's actions goes. `here`: this server is the one that the sender asks. */
  takesChoice(row: NotificationRow): Step<'here' | 'upstream' | 'nowhere'>;
  /** After `revision` has changed `row`, whose source takes a choice. `pressed`: JSON of the contract's `Pressed`. */
  chose(row: NotificationRow, revision: number, pressed: string): Step<void>;
  /** After `revision` has changed `row`, which takes a reply. */
  replied(row: NotificationRow, revision: number, text: string): Step<void>;
}

export function createSourceActions(deps: {
  storage: Pick<Storage, 'sources' | 'sourceIds' | 'outbox'>;
  now: () => number;
  /** A monotonic clock, which times the outbox. */
  monotonic: () => number;
}): SourceActions {
  const { sources: registered, sourceIds, outbox } = deps.storage;

  const actionsOf = steps('sources.actionsOf', function* (userId: number, sources: readonly string[]): Steps<
    Known[]
  > {
    const rows = yield* registered.actionsOf(userId, sources);
    return rows.map(({ id, kind, actions }) => ({ source: id, kind, actions: new Set(actions.split(' ')) }));
  });

  const actionsOfRow = steps('sources.actionsOfRow', function* (row: NotificationRow) {
    return (yield* actionsOf(row.user_id, [row.source]))[0]?.actions;
  });

  const enqueue = steps('sources.enqueue', function* (batch: NewBatch, source: string, plan: TopicPlan) {
    const acted = { userId: batch.user_id, batch: batch.id, source };
    yield* outbox.dropActed(acted, plan);
    yield* outbox.addActed(acted, plan, {
      now: deps.now(),
      nextAt: plan.off === null ? deps.monotonic() + SECOND_THOUGHTS_MS : 0,
    });
  });

  const woken = steps('sources.woken', function* (batch: NewBatch, sources: readonly string[]) {
    let changed = 0;
    for (const { source, kind, actions } of yield* actionsOf(batch.user_id, sources)) {
      const acted = { userId: batch.user_id, batch: batch.id, source };
      changed += yield* outbox.dropActed(acted, SNOOZES);
      // A source that knows of the snooze ends it itself, and makes the row unread. One that never heard of it hears that.
      for (const plan of isRecordKind(kind) ? unheardReads(actions) : []) {
        changed += yield* outbox.dropActed(acted, plan);
        changed += yield* outbox.addActed(acted, plan, { now: deps.now(), nextAt: 0 });
      }
    }
    if (changed > 0) yield* outbox.markActed(batch.user_id, batch.revision, sources);
  });

  return {
    takesReply: steps('sources.takesReply', function* (row) {
      return row.reply !== null && ((yield* actionsOfRow(row))?.has('reply') ?? true);
    }),

    takesChoice: steps('sources.takesChoice', function* (row): Steps<'here' | 'upstream' | 'nowhere'> {
      const actions = yield* actionsOfRow(row);
      if (actions === undefined) return 'here';
      return actions.has('choose') ? 'upstream' : 'nowhere';
    }),

    chose: steps('sources.chose', function* (row, revision, args) {
      const { user_id, id: notification_id, source } = row;
      const living = yield* sourceIds.living(notification_id);
      yield* outbox.add({
        ...{ user_id, source, notification_id, external_id: living.at(-1)?.external_id ?? row.external_id },
        ...{ action: 'choose', topic: 'run', reply: null, args, created_at: deps.now() },
      });
      yield* outbox.markActed(user_id, revision, [source]);
    }),

    replied: steps('sources.replied', function* (row, revision, text) {
      const { user_id, id: notification_id, reply: to } = row;
      const actions = yield* actionsOfRow(row);
      const living = yield* sourceIds.living(notification_id);
      yield* outbox.add({
        user_id,
        source: actions === undefined ? LOCAL : row.source,
        notification_id,
        external_id: living.at(-1)?.external_id ?? row.external_id,
        action: 'reply',
        topic: 'reply',
        reply: JSON.stringify({ to: JSON.parse(to ?? 'null'), text }),
        created_at: deps.now(),
      });
      yield* outbox.markActed(user_id, revision, [row.source]);
    }),

    clocked: steps('sources.clocked', function* (batch, change, sources) {
      if (change === 'wake') yield* woken(batch, sources);
      yield* sourceIds.presume(batch, change);
    }),

    acted: steps('sources.acted', function* (batch, action, sources) {
      const known = yield* actionsOf(batch.user_id, sources);
      refuseUnknown(action, known);
      const plans = known.map(({ source, actions }) => ({ source, plans: topicPlans(actions, action) }));
      for (const one of plans) for (const plan of one.plans) yield* enqueue(batch, one.source, plan);
      yield* outbox.markActed(
        batch.user_id,
        batch.revision,
        known.map(({ source }) => source),
      );
      for (const one of plans) {
        for (const plan of one.plans) {
          if (plan.off === null)
            yield* outbox.markKept({ userId: batch.user_id, batch: batch.id, source: one.source }, plan);
        }
      }
    }),
  };
}
