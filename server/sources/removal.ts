import type { Delta } from '#server/inbox';
import type { Inbox } from '../inbox/inbox.ts';
import { newId, type Step, type Storage, steps } from '../storage/storage.ts';

export type Removed = Readonly<{ delta: Delta; version: string | null }>;

/**
 * Removes a source, everything that came from it, and its mutes, in one revision. A step of a unit of work. `version`: the new one of
 * the user's rules, mutes and saved filters; null: none of them has changed.
 */
export function createRemoval(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'sources' | 'sourceIds' | 'outbox' | 'mutes'>;
  inbox: Pick<Inbox, 'positionStep' | 'deltaOf'>;
  now: () => number;
}): (userId: number, source: string) => Step<Removed> {
  const { users, notifications, sources, sourceIds, outbox, mutes } = deps.storage;

  return steps('sources.remove', function* (userId, source) {
    const { revision: before } = yield* deps.inbox.positionStep(userId);
    const revision = before + 1;
    const { rows, shown, unread } = yield* notifications.tallySource(userId, source);
    if (rows > 0) {
      yield* users.advance(userId, { unread: -unread, shown: -shown });
      if (unread > 0) yield* users.countSource(userId, source, -unread);
      yield* notifications.purgeSource(userId, source, revision, deps.now());
    }
    yield* outbox.removeAll(userId, source);
    yield* sourceIds.removeAll(userId, source);
    yield* sources.remove(userId, source);
    const version = (yield* mutes.removeOf(userId, source)) === 0 ? null : newId();
    if (version !== null) yield* users.decide(userId, version);
    return { delta: yield* deps.inbox.deltaOf(userId, rows), version };
  });
}
