import type { Delta } from '#server/inbox';
import type { Inbox } from '../inbox/inbox.ts';
import type { Storage } from '../storage/storage.ts';

const VIEWS = ['inbox', 'archived'] as const;

/** Removes a source and everything that came from it, in one revision. A step of a unit of work. */
export function createRemoval(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'sources' | 'sourceIds' | 'outbox'>;
  inbox: Pick<Inbox, 'position' | 'deltaOf'>;
  now: () => number;
}): (userId: number, source: string) => Delta {
  const { users, notifications, sources, sourceIds, outbox } = deps.storage;

  return (userId, source) => {
    const revision = deps.inbox.position(userId).revision + 1;
    const tallies = VIEWS.flatMap((view) => notifications.tally(userId, 'delete', { view, source }));
    const sum = (key: 'rows' | 'unread' | 'shown'): number =>
      tallies.reduce((total, tally) => total + tally[key], 0);
    const rows = sum('rows');
    if (rows > 0) {
      users.advance(userId, { unread: sum('unread'), shown: sum('shown') });
      for (const view of VIEWS) {
        notifications.act(userId, 'delete', { view, source }, revision, deps.now());
      }
      notifications.wipe(userId, revision, []);
    }
    // What its user had deleted, and the source did not know yet.
    notifications.wipeAwaiting(userId, source);
    outbox.removeAll(userId, source);
    sourceIds.removeAll(userId, source);
    sources.remove(userId, source);
    return deps.inbox.deltaOf(userId, rows);
  };
}
