import type { Delta } from '#server/inbox';
import type { Inbox } from '../inbox/inbox.ts';
import { type Step, type Storage, steps, type Tally } from '../storage/storage.ts';

const VIEWS = ['inbox', 'archived'] as const;

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
    const deeds = VIEWS.map((view) => ({ userId, action: 'delete', selection: { view, source } }) as const);
    const tallies: Tally[] = [];
    for (const deed of deeds) tallies.push(...(yield* notifications.tally(deed)));
    const sum = (key: 'rows' | 'unread' | 'shown'): number =>
      tallies.reduce((total, tally) => total + tally[key], 0);
    const rows = sum('rows');
    if (rows > 0) {
      yield* users.advance(userId, { unread: sum('unread'), shown: sum('shown') });
      for (const deed of deeds) yield* notifications.act(deed, revision, deps.now());
      yield* notifications.wipe(userId, revision, []);
    }
    // What its user had deleted, and the source did not know yet.
    yield* notifications.wipeAwaiting(userId, source);
    yield* outbox.removeAll(userId, source);
    yield* sourceIds.removeAll(userId, source);
    yield* sources.remove(userId, source);
    return yield* deps.inbox.deltaOf(userId, rows);
  });
}
