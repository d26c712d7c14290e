import type { Delta } from '#server/inbox';
import { readActions, type SenderAction } from '#server/rules/content/actions';
import { REQUESTS } from '#server/rules/runs';
import type { Pressed, RunAnswer } from '#server/run';
import { AppError, unknownUser } from '../errors.ts';
import {
  type NotificationRow,
  newId,
  type Step,
  type Steps,
  type Storage,
  steps,
} from '../storage/storage.ts';
import type { Actions } from './actions.ts';
import type { Outcome } from './outcome.ts';
import { runsOf, type StoredRun, shownRun, withRun } from './run-state.ts';
import type { SourceActions } from './source-actions.ts';

/** `chosen`: its sender gets to know of this choice. `isRead`: it has marked the row as read. */
export type Ran = Outcome &
  Readonly<{ answer: RunAnswer; isRead: boolean; chosen: (Chosen & Readonly<{ at: number }>) | null }>;
type Chosen = Readonly<{ id: string; external_id: string | null; action: string; event: string }>;

/** Presses what senders offer. Steps of a unit of work. */
export interface Runs {
  /**
   * One revision, or none where it runs already or was done. A choice marks the row as read.
   * @throws AppError `not_found` for a row or an action that is not there; `not_supported`, see `RunRequest`
   */
  run(userId: number, id: string, action: string): Step<Ran>;
}

const isOpen = (run: StoredRun | undefined): boolean => run === undefined || run.state === 'failed';

/** A request that may have arrived is repeated with its key; one that was answered is another one. */
function keyOf(earlier: StoredRun | undefined): string {
  return earlier === undefined || earlier.reason?.code === 'answered' ? newId() : earlier.key;
}

export function createRuns(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'outbox' | 'receipts'>;
  actions: Pick<Actions, 'read'>;
  sourceActions: Pick<SourceActions, 'takesChoice' | 'chose'>;
  deltaOf: (userId: number, rows: number) => Step<Delta>;
  /** Whether something delivers the outbox. */
  hasOutboxWorker: boolean;
  now: () => number;
}): Runs {
  const { sourceActions, deltaOf, now } = deps;
  const { users, notifications, outbox, receipts } = deps.storage;

  const found = steps('inbox.found', function* (userId: number, id: string, wanted: string): Steps<
    Readonly<{ row: NotificationRow; action: SenderAction }>
  > {
    const row = yield* notifications.byId(id);
    const action =
      row?.user_id === userId && row.deleted_at === null
        ? readActions(JSON.parse(row.actions)).find((one) => one.id === wanted)
        : undefined;
    if (row === undefined || action === undefined)
      throw new AppError('not_found', 'There is no such action.');
    return { row, action };
  });

  /** Stores a run in a row that may have been changed within this unit. @param isNew whether that makes the unit's revision */
  const put = steps('inbox.put', function* (row: NotificationRow, run: StoredRun, isNew: boolean) {
    const user = isNew
      ? yield* users.advance(row.user_id, { unread: 0, shown: 0 })
      : yield* users.get(row.user_id);
    const current = yield* notifications.byId(row.id);
    if (user === undefined || current === undefined) throw unknownUser();
    const { revision } = user;
    yield* notifications.save({ ...current, revision, updated_at: now(), runs: withRun(current.runs, run) });
    return revision;
  });

  const choose = steps(
    'inbox.choose',
    function* (
      row: NotificationRow,
      action: Extract<SenderAction, { kind: 'event' }>,
    ): Steps<Readonly<{ run: StoredRun; isRead: boolean; chosen: Ran['chosen'] }>> {
      const takes = yield* sourceActions.takesChoice(row);
      if (takes === 'nowhere') throw new AppError('not_supported', 'Its sender cannot be told of a choice.');
      const user = yield* users.get(row.user_id);
      if (user === undefined) throw unknownUser();
      const at = now();
      const base = { action: action.id, kind: 'event', at, key: '' } as const;
      const run: StoredRun = { ...base, state: takes === 'here' ? 'done' : 'running' };
      const isRead = (yield* deps.actions.read(user, row.id)) > 0;
      const revision = yield* put(row, run, !isRead);
      if (takes === 'upstream') {
        yield* sourceActions.chose(
          row,
          revision,
          JSON.stringify({ key: '', from: row.source, action } satisfies Pressed),
        );
        return { run, isRead, chosen: null };
      }
      yield* receipts.choose(row.user_id, { id: row.id, action: action.id, event: action.event, at });
      const { id, external_id } = row;
      return { run, isRead, chosen: { id, external_id, action: action.id, event: action.event, at } };
    },
  );

  const request = steps(
    'inbox.request',
    function* (row: NotificationRow, action: SenderAction, earlier: StoredRun | undefined): Steps<StoredRun> {
      if (!deps.hasOutboxWorker) {
        throw new AppError('not_supported', 'Its reader sends the request; this server sends nothing.');
      }
      const key = keyOf(earlier);
      const run: StoredRun = { action: action.id, kind: 'http', state: 'running', at: now(), key };
      yield* put(row, run, true);
      yield* outbox.add({
        ...{ user_id: row.user_id, source: REQUESTS, notification_id: row.id, external_id: null },
        ...{
          action: 'request',
          topic: 'run',
          reply: null,
          args: JSON.stringify({ key, from: row.source, action } satisfies Pressed),
        },
        created_at: now(),
      });
      return run;
    },
  );

  return {
    run: steps('inbox.run', function* (userId, id, wanted): Steps<Ran> {
      const { row, action } = yield* found(userId, id, wanted);
      const earlier = runsOf(row.runs).find((run) => run.action === wanted);
      const answered = function* (
        run: StoredRun,
        rest: Readonly<{ rows: number; isRead: boolean; chosen: Ran['chosen'] }>,
      ): Steps<Ran> {
        const { rows, isRead, chosen } = rest;
        const delta = yield* deltaOf(userId, rows);
        const answer = { run: shownRun(run), already: rows === 0, delta };
        return { userId, delta, created: null, answer, isRead, chosen };
      };
      const nothing = { rows: 0, isRead: false, chosen: null };
      if (earlier !== undefined && !isOpen(earlier)) return yield* answered(earlier, nothing);
      switch (action.kind) {
        case 'event': {
          const { run, ...rest } = yield* choose(row, action);
          return yield* answered(run, { rows: 1, ...rest });
        }
        case 'http':
          return yield* answered(yield* request(row, action, earlier), { ...nothing, rows: 1 });
        case 'open':
        case 'copy':
          throw new AppError('not_supported', 'Its reader does this.');
        default:
          return action satisfies never;
      }
    }),
  };
}
