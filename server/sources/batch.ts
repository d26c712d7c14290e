import type { Delta } from '#server/inbox';
import { belongs, isUnread, type State } from '#server/rules/state';
import type { Inbox } from '../inbox/inbox.ts';
import { type NewRow, type NotificationRow, type Storage, WIPED } from '../storage/storage.ts';

/** Collects changes of single rows into one revision. Steps of a unit of work. */
export interface Batch {
  /** The revision of all changes. */
  readonly revision: number;
  create(row: NewRow): void;
  /** Replaces `before` by `after`. */
  change(before: NotificationRow, after: NotificationRow): void;
  /** Updates the counts and returns what changed. Without changes there is no revision. */
  finish(): Delta;
}

type Weighed = State<number> & Pick<NotificationRow, 'source'>;

/** A row without its content. */
export const wiped = (row: NotificationRow): NotificationRow => ({ ...row, ...WIPED });

export function createBatch(
  deps: {
    storage: Pick<Storage, 'users' | 'notifications'>;
    inbox: Pick<Inbox, 'position' | 'deltaOf'>;
    now: number;
  },
  userId: number,
): Batch {
  const { users, notifications } = deps.storage;
  const revision = deps.inbox.position(userId).revision + 1;
  const changed = new Set<string>();
  const unreadOf = new Map<string, number>();
  let shownBy = 0;

  function weighIn(row: Weighed, sign: 1 | -1): void {
    if (isUnread(row)) unreadOf.set(row.source, (unreadOf.get(row.source) ?? 0) + sign);
    if (belongs('inbox', row)) shownBy += sign;
  }

  return {
    revision,

    create(row) {
      notifications.insert(row);
      weighIn(row, 1);
      changed.add(row.id);
    },

    change(before, after) {
      notifications.save({ ...after, revision, updated_at: deps.now });
      weighIn(before, -1);
      weighIn(after, 1);
      changed.add(before.id);
    },

    finish() {
      if (changed.size > 0) {
        const unread = [...unreadOf.values()].reduce((total, one) => total + one, 0);
        users.advance(userId, { unread, shown: shownBy });
        for (const [source, by] of unreadOf) if (by !== 0) users.countSource(userId, source, by);
      }
      return deps.inbox.deltaOf(userId, changed.size);
    },
  };
}
