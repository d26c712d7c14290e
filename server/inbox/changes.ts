import { type ActionRequest, type Counts, DELTA_ROWS, type Delta } from '#server/inbox';
import type { Notification } from '#server/notification';
import { belongs, isUnread } from '#server/rules/state';
import { isBlank } from '#server/rules/text/shown-text';
import { cleanText } from '#server/rules/text/text';
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
import { type AppliedRule, createActions, type Decided } from './actions.ts';
import { createDueChanges } from './due-changes.ts';
import type { Judgement, JudgeOf } from './judge.ts';
import { createMutes } from './mutes.ts';
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
}> &
  Partial<Decided>;

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
   * @throws AppError as `Actions.act`
   */
  act(userId: number, request: ActionRequest, device: string | null): Step<Acted>;
  /** Does what a rule does to rows that have arrived before. */
  applyRule(userId: number, rule: AppliedRule, device: string | null): Step<Acted>;
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

const NO_STATE = { read_at: null, archived_at: null } as const;

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

  const judged = steps(
    'inbox.judged',
    function* (userId: number, version: string | null, content: Content): Steps<Judgement | null> {
      if (version === null) return null;
      return (yield* judgeOf(userId, version))?.decide(content, now()) ?? null;
    },
  );

  const create = steps(
    'inbox.create',
    function* (
      userId: number,
      content: Content,
      { id, given }: Readonly<{ id: string; given: Judgement | null | undefined }>,
    ) {
      const at = now();
      const counted = Number(!isOver(content, at));
      const user = yield* users.arrive(userId, at * 1_000, { unread: counted, shown: counted });
      if (user === undefined) throw unknownUser();
      const { revision, unread, surfaced_at, rules_version } = user;
      const judgement = given === undefined ? yield* judged(userId, rules_version, content) : given;
      const row = wholeRow({
        ...{ ...content, id, user_id: userId, revision, read_at: null, archived_at: null },
        ...{ occurrences: 1, created_at: at, received_at: at, surfaced_at, updated_at: at },
        ...judgement?.states,
      });
      const isNew = isUnread(row);
      const by = { unread: Number(isNew) - counted, shown: Number(belongs('inbox', row)) - counted };
      if (isNew) yield* users.countSource(userId, content.source, 1);
      else if (by.unread < 0 || by.shown < 0) yield* users.count(userId, by);
      yield* notifications.insert(row);
      return { row, unread: unread + by.unread };
    },
  );

  /** A row that a mute has covered takes what the mute still covers: otherwise nobody would see what comes after its end. */
  const takes = steps('inbox.takes', function* (earlier: NotificationRow, content: Content) {
    if (earlier.muted_at === null) return true;
    const { rules_version } = yield* userOf(earlier.user_id);
    return (yield* judgeOf(earlier.user_id, rules_version))?.isMuted(content) === true;
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

  /** Ends the snooze of a thread in which something unread arrives. */
  const wake = steps('inbox.wake', function* (userId: number, content: Content, thread: string) {
    const user = yield* userOf(userId);
    const judgement = yield* judged(userId, user.rules_version, content);
    const isNews = !isOver(content, now()) && isUnread({ ...NO_STATE, ...judgement?.states });
    const rows = isNews ? yield* dueChanges.wakeThread(user, content.source, thread) : 0;
    const woken: Outcome | null =
      rows === 0 ? null : { userId, delta: yield* deltaOf(userId, rows), created: null };
    return { woken, judgement };
  });

  return {
    position,
    deltaOf,

    arrive: steps('inbox.arrive', function* (userId, given, id = newId()) {
      const content = wellFormed(given);
      const { source, dedupe_key, group_key } = content;
      const { woken, judgement } =
        group_key === null ? { woken: null } : yield* wake(userId, content, group_key);
      const foldable =
        dedupe_key === null ? undefined : yield* notifications.foldable(userId, source, dedupe_key);
      const earlier = foldable !== undefined && (yield* takes(foldable, content)) ? foldable : undefined;
      const { row, unread } =
        earlier === undefined
          ? yield* create(userId, content, { id, given: judgement })
          : yield* fold(earlier, content);
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
      const { rows, ...done } = yield* actions.act(yield* userOf(userId), request, device);
      const { action } = request;
      const dueAt = typeof action !== 'string' && action.kind === 'snooze' ? Date.parse(action.until) : null;
      return { userId, ...done, delta: yield* deltaOf(userId, rows), created: null, dueAt };
    }),

    applyRule: steps('inbox.applyRule', function* (userId, rule, device) {
      const { rows, ...done } = yield* actions.applyRule(yield* userOf(userId), rule, device);
      return { userId, ...done, delta: yield* deltaOf(userId, rows), created: null };
    }),

    due: steps('inbox.due', function* (userId, change, ids, until) {
      const { rows, dropped } = yield* dueChanges.carryOut(change, yield* userOf(userId), ids, until);
      const delta = yield* deltaOf(userId, rows);
      return { outcome: { userId, delta, created: null }, done: rows + dropped };
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
