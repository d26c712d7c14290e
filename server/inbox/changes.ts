import { type ActionRequest, type Counts, DELTA_ROWS, type Delta } from '#server/inbox';
import type { Notification } from '#server/notification';
import { isBlank } from '#server/rules/shown-text';
import { cleanText } from '#server/rules/text';
import { AppError } from '../errors.ts';
import {
  type Content,
  type DueChange,
  dueTimes,
  isOver,
  type NotificationRow,
  newId,
  pageOf,
  type Step,
  type Steps,
  type Storage,
  steps,
  wholeRow,
} from '../storage/storage.ts';
import { createActions } from './actions.ts';
import { createDueChanges } from './due-changes.ts';
import { toChange, toNotification } from './serialize.ts';
import { createSourceActions } from './source-actions.ts';

/** Where an inbox stands. */
export type Position = Readonly<{ epoch: string; revision: number; counts: Counts }>;

/** What a command changed. `created`: the notification, when it is a new one. */
export type Outcome = Readonly<{
  userId: number;
  delta: Delta;
  created: Notification | null;
  /** When the clock may have to do something that nobody knew of, in milliseconds since 1970. */
  dueAt?: number | null;
}>;

/** `woken`: what it has changed before it came, in a revision of its own: it ends the snooze of its thread. */
export type Arrival = Outcome &
  Readonly<{ notification: Notification; folded: boolean; woken: Outcome | null }>;

/** `batch` takes it back; null: it changed nothing, or cannot be undone. */
export type Acted = Outcome & Readonly<{ batch: string | null }>;
/** `left`: rows that something newer has changed. */
export type Undone = Outcome & Readonly<{ restored: number; left: number }>;

/** The inbox's changes as steps of a unit of work. Each is one revision. */
export interface Changes {
  /** @throws AppError `not_found` for an unknown user */
  arrive(userId: number, content: Content, id?: string): Step<Arrival>;
  /**
   * @param device the name of the token that does it
   * @throws AppError `not_found` with the unknown ids; `revision_in_future`; `invalid_request` for a snooze that is too short
   */
  act(userId: number, request: ActionRequest, device: string | null): Step<Acted>;
  /**
   * What the clock does to those of `ids` whose time is `until` or earlier. `done`: how many it has changed, or did not concern any more.
   * @throws AppError `not_found` for an unknown user
   */
  due(
    userId: number,
    change: DueChange,
    ids: readonly string[],
    until: number,
  ): Step<Readonly<{ outcome: Outcome; done: number }>>;
  /** Gives the rows that nothing newer has changed the states that they had before a batch. @throws AppError `not_found` */
  undo(userId: number, batch: string): Step<Undone>;
  /**
   * Marks the notification as read and puts the reader's answer into the outbox.
   * @throws AppError `not_found`; `not_supported` where the sender asked for no answer, or nothing could deliver it;
   * `invalid_request` for an answer without visible text
   */
  reply(userId: number, id: string, text: string): Step<Outcome>;
  /** What the newest revision changed. @param rows how many rows it changed */
  deltaOf(userId: number, rows: number): Step<Delta>;
  /** The inbox's current revision and counts. @throws AppError `not_found` for an unknown user */
  position(userId: number): Step<Position>;
}

/** The earlier of two times; null: there is none. */
const earliest = (...times: readonly (number | null)[]): number | null => {
  const some = times.filter((time) => time !== null);
  return some.length === 0 ? null : Math.min(...some);
};

const unknownUser = (): AppError => new AppError('not_found', 'There is no such user.');

/** Text as SQLite stores it: UTF-8 has no lone surrogates. */
function wellFormed(content: Content): Content {
  const copy: Record<string, unknown> = { ...content };
  for (const [name, value] of Object.entries(content)) {
    if (typeof value === 'string') copy[name] = value.toWellFormed();
  }
  return copy as Content;
}

export function createChanges(deps: {
  storage: Pick<
    Storage,
    'epoch' | 'users' | 'notifications' | 'batches' | 'due' | 'sources' | 'sourceIds' | 'outbox'
  >;
  /** Whether something delivers the outbox. */
  hasOutboxWorker: boolean;
  now: () => number;
  /** A monotonic clock, which times the outbox. */
  monotonic: () => number;
}): Changes {
  const { epoch, users, notifications } = deps.storage;
  const sourceActions = createSourceActions(deps);
  const { storage, now } = deps;
  const actions = createActions({ storage, sourceActions, now });
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

  const create = steps('inbox.create', function* (userId: number, content: Content, id: string) {
    const at = now();
    const by = Number(!isOver(content, at));
    const user = yield* users.arrive(userId, at * 1_000, { unread: by, shown: by });
    if (user === undefined) throw unknownUser();
    const { revision, unread, surfaced_at } = user;
    if (by > 0) yield* users.countSource(userId, content.source, by);
    const row = wholeRow({
      ...{ ...content, id, user_id: userId, revision, read_at: null, archived_at: null },
      ...{ occurrences: 1, created_at: at, received_at: at, surfaced_at, updated_at: at },
    });
    yield* notifications.insert(row);
    return { row, unread };
  });

  const fold = steps('inbox.fold', function* (earlier: NotificationRow, content: Content) {
    const user = yield* users.advance(earlier.user_id, { unread: 0, shown: 0 });
    if (user === undefined) throw unknownUser();
    const { revision, unread } = user;
    const at = now();
    const row = {
      ...{ ...earlier, ...content, ...dueTimes(content, at, at), occurrences: earlier.occurrences + 1 },
      ...{ revision, sent_revision: revision, updated_at: at },
    };
    yield* notifications.save(row);
    return { row, unread };
  });

  const wake = steps(
    'inbox.wake',
    function* (userId: number, source: string, thread: string): Steps<Outcome | null> {
      const user = yield* userOf(userId);
      const rows = yield* dueChanges.wakeThread(user, source, thread);
      return rows === 0 ? null : { userId, delta: yield* deltaOf(userId, rows), created: null };
    },
  );

  return {
    position,
    deltaOf,

    arrive: steps('inbox.arrive', function* (userId, given, id = newId()) {
      const content = wellFormed(given);
      const { source, dedupe_key, group_key } = content;
      const woken = group_key === null ? null : yield* wake(userId, source, group_key);
      const earlier =
        dedupe_key === null ? undefined : yield* notifications.foldable(userId, source, dedupe_key);
      const { row, unread } =
        earlier === undefined ? yield* create(userId, content, id) : yield* fold(earlier, content);
      const notification = toNotification(row);
      const { revision } = row;
      const counts = { unread, by_source: yield* users.bySource(userId) };
      const delta: Delta = { epoch, revision, counts, changed: [notification] };
      const folded = earlier !== undefined;
      const dueAt = earliest(row.ends_at, row.remind_at);
      // What is over by now notifies nobody.
      const created = folded || row.ended !== null ? null : notification;
      return { userId, delta, notification, folded, created, woken, dueAt };
    }),

    act: steps('inbox.act', function* (userId, request, device) {
      const { rows, batch } = yield* actions.act(yield* userOf(userId), request, device);
      const { action } = request;
      const dueAt = typeof action !== 'string' && action.kind === 'snooze' ? Date.parse(action.until) : null;
      return { userId, batch, delta: yield* deltaOf(userId, rows), created: null, dueAt };
    }),

    due: steps('inbox.due', function* (userId, change, ids, until) {
      const { rows, dropped } = yield* dueChanges.carryOut(change, yield* userOf(userId), ids, until);
      const delta = yield* deltaOf(userId, rows);
      return { outcome: { userId, delta, created: null }, done: rows + dropped };
    }),

    undo: steps('inbox.undo', function* (userId, batch) {
      const { restored, left } = yield* actions.undo(yield* userOf(userId), batch);
      const delta = yield* deltaOf(userId, restored);
      // It may have brought back a snooze that has ended meanwhile.
      return { userId, restored, left, delta, created: null, dueAt: 0 };
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
