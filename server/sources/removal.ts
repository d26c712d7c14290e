import type { Delta } from '#server/inbox';
import type { Inbox } from '../inbox/inbox.ts';
import { type Step, type Storage, steps } from '../storage/storage.ts';

/** Removes a source and everything that came from it, in one revision. A step of a unit of work. */
export function createRemoval(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'sources' | 'sourceIds' | 'outbox'>;
  inbox: Pick<Inbox, 'positionStep' | 'deltaOf'>;
  now: () => number;
}): (userId: number, source: string) => Step<Delta> {
  const { users, notifications, sources, sourceIds, outbox } = deps.storage;

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
    return yield* deps.inbox.deltaOf(userId, rows);
  });
}
