import { type ActionRequest, type Counts, DELTA_ROWS, type Delta } from '#server/inbox';
import type { Notification } from '#server/notification';
import { isBlank } from '#server/rules/shown-text';
import { belongs, isUnread } from '#server/rules/state';
import { cleanText } from '#server/rules/text';
import { AppError } from '../errors.ts';
import {
  type Content,
  type NotificationRow,
  newId,
  pageOf,
  type Step,
  type Storage,
  steps,
  wholeRow,
} from '../storage/storage.ts';
import { type AppliedRule, createActions, type Decided } from './actions.ts';
import type { JudgeOf } from './judge.ts';
import { createMutes } from './mutes.ts';
import { toChange, toNotification } from './serialize.ts';
import { createSourceActions } from './source-actions.ts';

/** Where an inbox stands. */
export type Position = Readonly<{ epoch: string; revision: number; counts: Counts }>;

/** What a command changed. `created`: the notification, when it is a new one. */
export type Outcome = Readonly<{ userId: number; delta: Delta; created: Notification | null }> &
  Partial<Decided>;

export type Arrival = Outcome & Readonly<{ notification: Notification; folded: boolean }>;

/** `batch` takes it back; null: it changed nothing, or cannot be undone. */
export type Acted = Outcome & Readonly<{ batch: string | null }>;
/** `left`: rows that something newer has changed. */
export type Undone = Outcome & Readonly<{ restored: number; left: number }>;

/** The inbox's changes as steps of a unit of work. Each is one revision. */
export interface Changes {
  /** @throws AppError `not_found` for an unknown user */
  arrive(userId: number, content: Content): Step<Arrival>;
  /**
   * @param device the name of the token that does it
   * @throws AppError as `Actions.act`
   */
  act(userId: number, request: ActionRequest, device: string | null): Step<Acted>;
  /** Does what a rule does to rows that have arrived before. */
  applyRule(userId: number, rule: AppliedRule, device: string | null): Step<Acted>;
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
    'epoch' | 'users' | 'notifications' | 'batches' | 'search' | 'sources' | 'sourceIds' | 'outbox' | 'mutes'
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
  const { storage, judgeOf } = deps;
  const mutes = createMutes({ storage, now: deps.now });
  const actions = createActions({ storage, sourceActions, mutes, now: deps.now });

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

  const create = steps('inbox.create', function* (userId: number, content: Content) {
    const now = deps.now();
    const user = yield* users.arrive(userId, now * 1_000);
    if (user === undefined) throw unknownUser();
    const { revision, unread, surfaced_at, rules_version } = user;
    const judge = rules_version === null ? null : yield* judgeOf(userId, rules_version);
    const judgement = judge?.decide(content, now) ?? null;
    const row = wholeRow({
      ...{ ...content, id: newId(), user_id: userId, revision, read_at: null, archived_at: null },
      ...{ occurrences: 1, created_at: now, received_at: now, surfaced_at, updated_at: now },
      ...judgement?.states,
    });
    // It was counted as unread.
    const by = { unread: Number(isUnread(row)) - 1, shown: Number(belongs('inbox', row)) - 1 };
    if (by.unread === 0) yield* users.countSource(userId, content.source, 1);
    else yield* users.count(userId, by);
    yield* notifications.insert(row);
    return { row, unread: unread + by.unread };
  });

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
    const row = {
      ...{ ...earlier, ...content, occurrences: earlier.occurrences + 1 },
      ...{ revision, sent_revision: revision, updated_at: deps.now() },
    };
    yield* notifications.save(row);
    return { row, unread };
  });

  return {
    position,
    deltaOf,

    arrive: steps('inbox.arrive', function* (userId, given) {
      const content = wellFormed(given);
      const { source, dedupe_key } = content;
      const foldable =
        dedupe_key === null ? undefined : yield* notifications.foldable(userId, source, dedupe_key);
      const earlier = foldable !== undefined && (yield* takes(foldable, content)) ? foldable : undefined;
      const { row, unread } =
        earlier === undefined ? yield* create(userId, content) : yield* fold(earlier, content);
      const notification = toNotification(row);
      const { revision } = row;
      const counts = { unread, by_source: yield* users.bySource(userId) };
      const delta: Delta = { epoch, revision, counts, changed: [notification] };
      const folded = earlier !== undefined;
      return { userId, delta, notification, folded, created: folded ? null : notification };
    }),

    act: steps('inbox.act', function* (userId, request, device) {
      const { rows, ...done } = yield* actions.act(yield* userOf(userId), request, device);
      return { userId, ...done, delta: yield* deltaOf(userId, rows), created: null };
    }),

    applyRule: steps('inbox.applyRule', function* (userId, rule, device) {
      const { rows, ...done } = yield* actions.applyRule(yield* userOf(userId), rule, device);
      return { userId, ...done, delta: yield* deltaOf(userId, rows), created: null };
    }),

    undo: steps('inbox.undo', function* (userId, batch) {
      const { restored, ...done } = yield* actions.undo(yield* userOf(userId), batch);
      return { userId, restored, ...done, delta: yield* deltaOf(userId, restored), created: null };
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
        yield* notifications.save({ ...row, revision, updated_at: deps.now() });
      }
      yield* sourceActions.replied(row, revision, text);
      return { userId, delta: yield* deltaOf(userId, 1), created: null };
    }),
  };
}
