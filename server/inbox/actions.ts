import {
  type ActionOnMutes,
  type ActionOnRows,
  type ActionRequest,
  type Batch,
  isAboutMutes,
  type RequestedAction,
  UNDO_BATCHES,
  UNDO_FOR,
} from '#server/inbox';
import { readTime } from '#server/rules/content/parts';
import type { Filter } from '#server/rules/filter/filter';
import { type Deed, isUndoable, plainDeed, SNOOZE_MIN, type View, viewNamed } from '#server/rules/state';
import { cleanLine } from '#server/rules/text/text';
import { timestamp } from '#server/rules/time';
import type { Applicable } from '#server/rules/verdicts';
import { AppError } from '../errors.ts';
import {
  type BatchRow,
  type NewBatch,
  newId,
  type Selection,
  type Step,
  type Steps,
  type Storage,
  steps,
  type UserRow,
} from '../storage/storage.ts';
import { createBatchCounts } from './batch-counts.ts';
import { chosenFilter, wantedOf } from './filters.ts';
import type { Mutes } from './mutes.ts';
import { indexWaiting } from './search-index.ts';
import type { SourceActions } from './source-actions.ts';

/** What people do to rows, each as a batch that can be undone. Steps of a unit of work; each is one revision, or none. */
export interface Actions {
  /**
   * @throws AppError `not_found` with the unknown ids; `revision_in_future`; `empty_filter`; `invalid_request` for a snooze that is too
   * short, a filter with too many terms, or an acknowledgement without ids; `not_supported` where a team server lacks the state; what `Mutes.plan` throws
   */
  act(user: UserRow, request: ActionRequest, device: string | null): Step<Done>;
  /** Does what a rule does to rows that have arrived before. */
  applyRule(user: UserRow, rule: AppliedRule, device: string | null): Step<Done>;
  /** Marks one row as read, for good: a reply does it. @returns how many rows it changed */
  read(user: UserRow, id: string): Step<number>;
  /** @throws AppError `not_found` for a batch that is unknown or too old */
  undo(user: UserRow, batch: string): Step<Readonly<{ restored: number; left: number }> & Decided>;
}

/** `filter`: what it matches; it asks for something. */
export type AppliedRule = Readonly<{ id: string; name: string; does: Applicable; filter: Filter }>;

/** `version`: the new one of the user's rules, mutes and saved filters; null: none of them has changed. */
export type Decided = Readonly<{ version: string | null }>;

/** `rows`: how many it changed. `batch` takes it back; null: it changed nothing, or cannot be undone. */
type Done = Readonly<{ rows: number; batch: string | null }> & Decided;

/** Where a rule looks for what it can change. undefined: everywhere but in the Bin. */
const APPLIED_IN = { read: 'unread', done: 'inbox', save: undefined } as const satisfies Record<
  Applicable,
  View | undefined
>;

const isoOf = (deed: Deed<number>): object =>
  deed.kind === 'snooze' ? { kind: deed.kind, until: timestamp(deed.until) } : deed;

export const toBatch = ({ id, action, rows, device, created_at, undone_at }: BatchRow): Batch => ({
  ...{ id, action: JSON.parse(action), rows, device },
  at: timestamp(created_at),
  undone_at: undone_at === null ? null : timestamp(undone_at),
});

/** Nobody acknowledges what they have not seen. */
const onlyByIds = (): AppError =>
  new AppError('invalid_request', 'Emergencies are acknowledged one by one.', {
    details: [{ path: '/ids', message: 'must name the notifications' }],
  });

export function createActions(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'batches' | 'search'>;
  sourceActions: Pick<SourceActions, 'acted'>;
  mutes: Mutes;
  now: () => number;
}): Actions {
  const { sourceActions, mutes, now } = deps;
  const { notifications, batches, search } = deps.storage;
  const count = createBatchCounts(deps.storage);

  /** @throws AppError `invalid_request` */
  function deedOf(action: RequestedAction): Deed<number> {
    if (typeof action === 'string') return plainDeed(action);
    if (action.kind !== 'snooze') return action;
    const until = Date.parse(readTime(action.until) ?? '');
    // NaN is not at least anything.
    if (until >= now() + SNOOZE_MIN) return { kind: 'snooze', until };
    throw new AppError('invalid_request', 'A snooze ends at least three minutes from now.', {
      details: [
        { path: '/action/until', message: 'must be a time with its zone, at least three minutes from now' },
      ],
    });
  }

  const selectionOf = steps(
    'inbox.selectionOf',
    function* (request: ActionOnRows, user: UserRow): Steps<Selection> {
      if ('ids' in request) {
        const missing = yield* notifications.missing(user.id, request.ids);
        if (missing.length > 0) {
          throw new AppError('not_found', 'Some of these notifications do not exist.', {
            details: { ids: missing },
          });
        }
        return { ids: request.ids };
      }
      if (request.up_to_revision > user.revision) {
        throw new AppError('revision_in_future', 'up_to_revision is newer than the inbox.', {
          details: { revision: user.revision },
        });
      }
      if ('filter' in request) {
        const { view, q, utc_offset: offset = 0 } = request.filter;
        const { filter } = chosenFilter(q);
        yield* indexWaiting(search);
        const wanted = wantedOf({ userId: user.id, view, source: null, offset, now: now() }, filter);
        return { wanted, upTo: request.up_to_revision };
      }
      const selection = { view: viewNamed(request.view ?? 'inbox'), upTo: request.up_to_revision };
      if (!('thread' in request)) return selection;
      const { source, key } = request.thread;
      // As the text of rows is.
      return { ...selection, thread: { source, key: cleanLine(key) } };
    },
  );

  const newBatch = (user: UserRow, action: object, device: string | null): NewBatch => ({
    ...{ id: newId(), user_id: user.id, revision: user.revision + 1, created_at: now(), device },
    action: JSON.stringify(action),
  });

  /** Counts what a batch has changed, and tells the sources. */
  const settle = steps('inbox.settle', function* (batch: NewBatch, action: Deed<number>['kind'] | null) {
    yield* sourceActions.acted(batch, action, yield* count(batch));
  });

  const apply = steps('inbox.apply', function* (batch: NewBatch, deed: Deed<number>, selection: Selection) {
    yield* batches.insert(batch);
    const rows = yield* batches.collect(batch, deed.kind, selection);
    if (rows > 0) {
      yield* batches.apply(batch, deed);
      yield* settle(batch, deed.kind);
      if (deed.kind === 'purge') yield* notifications.wipe(batch.user_id, batch.revision);
    }
    return rows;
  });

  /** Keeps a batch that can be undone, and removes another one. @returns its id; null: it was removed */
  const finish = steps('inbox.finish', function* (batch: NewBatch, rows: number, isUndoable: boolean): Steps<
    string | null
  > {
    if (!isUndoable) {
      yield* batches.remove(batch);
      return null;
    }
    yield* batches.count(batch, rows);
    yield* batches.limit(batch.user_id, UNDO_BATCHES);
    return batch.id;
  });

  const perform = steps(
    'inbox.perform',
    function* (batch: NewBatch, deed: Deed<number>, selection: Selection): Steps<Done> {
      const rows = yield* apply(batch, deed, selection);
      return { rows, batch: yield* finish(batch, rows, rows > 0 && isUndoable(deed.kind)), version: null };
    },
  );

  const decide = steps(
    'inbox.decide',
    function* (user: UserRow, request: ActionOnMutes, device: string | null): Steps<Done> {
      const { action, covered, change } = yield* mutes.plan(user, request);
      const batch = newBatch(user, action, device);
      let rows = 0;
      if (covered === null) yield* batches.insert(batch);
      else rows = yield* apply(batch, { kind: 'mute' }, { covered, upTo: user.revision });
      const changed = change?.(batch.id) ?? null;
      if (changed !== null) yield* batches.noteMute(batch, JSON.stringify(changed));
      const version = changed === null ? null : yield* mutes.carryOut(user.id, changed);
      return { rows, batch: yield* finish(batch, rows, rows > 0 || changed !== null), version };
    },
  );

  return {
    act: steps('inbox.act', function* (user, request, device) {
      if (isAboutMutes(request)) return yield* decide(user, request, device);
      const deed = deedOf(request.action);
      if (deed.kind === 'acknowledge' && !('ids' in request)) throw onlyByIds();
      const batch = newBatch(user, isoOf(deed), device);
      return yield* perform(batch, deed, yield* selectionOf(request, user));
    }),

    applyRule: steps('inbox.applyRule', function* (user, { id, name, does, filter }, device) {
      yield* indexWaiting(search);
      const batch = newBatch(user, { kind: does, rule: { id, name } }, device);
      const asked = { userId: user.id, view: APPLIED_IN[does], source: null, offset: 0, now: now() };
      const selection = { wanted: wantedOf(asked, filter), upTo: user.revision };
      return yield* perform(batch, { kind: does }, selection);
    }),

    read: steps('inbox.read', function* (user, id) {
      const batch = newBatch(user, { kind: 'read' }, null);
      const rows = yield* apply(batch, { kind: 'read' }, { ids: [id] });
      yield* batches.remove(batch);
      return rows;
    }),

    undo: steps('inbox.undo', function* (user, id) {
      const batch = yield* batches.get(id);
      if (batch === undefined || batch.user_id !== user.id || batch.created_at <= now() - UNDO_FOR) {
        throw new AppError('not_found', 'There is nothing to undo by this id any more.');
      }
      if (batch.undone_at !== null) return { restored: 0, left: 0, version: null };
      const undo = newBatch(user, { kind: 'undo' }, null);
      yield* batches.insert(undo);
      const restored = yield* batches.collectUntouched(batch, undo);
      if (restored > 0) {
        yield* batches.restore(batch, undo);
        yield* settle(undo, null);
      }
      yield* batches.remove(undo);
      yield* batches.markUndone(batch, undo.created_at);
      return { restored, left: batch.rows - restored, version: yield* mutes.undo(batch) };
    }),
  };
}
