import { toContent } from '../../../server/senders/senders.ts';
import { createNotificationRepository } from '../../../server/storage/notification-repository.ts';
import { newId } from '../../../server/storage/notification-rows.ts';
import { openSqlite, type Sqlite } from '../../../server/storage/sqlite/driver.ts';
import { createUserRepository } from '../../../server/storage/user-repository.ts';

type Sent = Parameters<typeof toContent>[0];

/** The tables of an inbox, without all that usually stands before them. */
export interface BareInbox {
  readonly db: Sqlite;
  /** Puts the rows into one revision, with their share of the counts. For a transaction. */
  insert(rows: readonly Sent[]): void;
  unread(): number | undefined;
}

/** @throws Error when the database has no user */
export async function openInbox(file: string): Promise<BareInbox> {
  const db = await openSqlite(file);
  const users = createUserRepository(db);
  const notifications = createNotificationRepository(db);
  const user = users.first();
  if (user === undefined) throw new Error('the database has no user');
  const { id: userId } = user;
  let { revision } = user;
  return {
    db,
    insert(rows) {
      revision += 1;
      for (const row of rows) {
        const at = Date.now();
        const surfaced_at = users.nextPlace(userId, at * 1_000);
        const times = { created_at: at, received_at: at, surfaced_at, updated_at: at };
        const state = { read_at: null, archived_at: null, occurrences: 1 };
        notifications.insert({
          ...{ ...toContent(row), ...times, ...state },
          ...{ id: newId(), user_id: userId, revision },
        });
      }
      users.advance(userId, { unread: rows.length, shown: rows.length });
      users.countSource(userId, 'local', rows.length);
    },
    unread: () => users.get(userId)?.unread,
  };
}
