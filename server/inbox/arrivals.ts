import type { Delta } from '#server/inbox';
import { belongs, isUnread, UNTOUCHED } from '#server/rules/state';
import { unknownUser } from '../errors.ts';
import {
  type Content,
  dueTimes,
  isOver,
  type NotificationRow,
  newId,
  type Step,
  type Steps,
  type Storage,
  steps,
  type UserRow,
  wholeRow,
} from '../storage/storage.ts';
import type { DueChanges } from './due-changes.ts';
import type { Judgement, JudgeOf } from './judge.ts';
import type { Arrival, Outcome } from './outcome.ts';
import { NO_RUNS } from './run-state.ts';
import { toNotification } from './serialize.ts';

/** The earlier of two times; null: there is none. */
const earliest = (...times: readonly (number | null)[]): number | null => {
  const some = times.filter((time) => time !== null);
  return some.length === 0 ? null : Math.min(...some);
};

/** Text as SQLite stores it: UTF-8 has no lone surrogates. */
function wellFormed(content: Content): Content {
  const copy: Record<string, unknown> = { ...content };
  for (const [name, value] of Object.entries(content)) {
    if (typeof value === 'string') copy[name] = value.toWellFormed();
  }
  return copy as Content;
}

/** What arrives, as a step of the unit of work that stores it: judged, then folded into an earlier row or a row of its own. */
export function createArrivals(deps: {
  storage: Pick<Storage, 'epoch' | 'users' | 'notifications'>;
  judgeOf: JudgeOf;
  dueChanges: Pick<DueChanges, 'wakeThread'>;
  /** @throws AppError `not_found` for an unknown user */
  userOf: (id: number) => Step<UserRow>;
  deltaOf: (userId: number, rows: number) => Step<Delta>;
  now: () => number;
}): (userId: number, content: Content, id?: string) => Step<Arrival> {
  const { judgeOf, dueChanges, userOf, deltaOf, now } = deps;
  const { epoch, users, notifications } = deps.storage;

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
        ...{ ...content, id, user_id: userId, revision, ...UNTOUCHED },
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
      // It insists again.
      ...(content.emergency !== null && { acknowledged_at: null, acknowledged_by: null }),
      // Its actions are those of the newer send, which nobody has pressed.
      runs: NO_RUNS,
      ...{ revision, sent_revision: revision, updated_at: at },
    };
    yield* notifications.save(row);
    return { row, unread };
  });

  /** Ends the snooze of a thread in which something unread arrives. */
  const wake = steps('inbox.wake', function* (userId: number, content: Content, thread: string) {
    const user = yield* userOf(userId);
    const judgement = yield* judged(userId, user.rules_version, content);
    const isNews = !isOver(content, now()) && isUnread({ ...UNTOUCHED, ...judgement?.states });
    const rows = isNews ? yield* dueChanges.wakeThread(user, content.source, thread) : 0;
    const woken: Outcome | null =
      rows === 0 ? null : { userId, delta: yield* deltaOf(userId, rows), created: null };
    return { woken, judgement };
  });

  return steps('inbox.arrive', function* (userId: number, given: Content, id = newId()) {
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
    const dueAt = earliest(row.ends_at, row.insists_until);
    // What is over by now notifies nobody.
    const created = folded || row.ended !== null ? null : notification;
    return { userId, delta, notification, folded, created, woken, dueAt };
  });
}
