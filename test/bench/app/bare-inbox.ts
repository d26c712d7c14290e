import { toContent } from '../../../server/senders/senders.ts';
import { createRepositories } from '../../../server/storage/repositories/repositories.ts';
import { openSqlite, type Sqlite } from '../../../server/storage/sqlite/driver.ts';
import { STATEMENTS } from '../../../server/storage/sqlite/statements/statements.ts';
import { executor } from '../../../server/storage/sqlite/unit-of-work.ts';
import { runSteps, type Unit } from '../../../server/storage/step.ts';
import { newId, wholeRow } from '../../../server/storage/storage.ts';

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
  const { users, notifications } = createRepositories(STATEMENTS);
  const execute = executor(db);
  const user = runSteps(() => users.first(), null, execute);
  if (user === undefined) throw new Error('the database has no user');
  const { id: userId } = user;
  let { revision, surfaced_at } = user;
  const run = <T>(unit: Unit<T>): T => runSteps(unit, [userId], execute);
  return {
    db,
    insert(rows) {
      revision += 1;
      run(function* () {
        for (const row of rows) {
          const at = Date.now();
          surfaced_at = Math.max(surfaced_at + 1, at * 1_000);
          const times = { created_at: at, received_at: at, surfaced_at, updated_at: at };
          const state = { read_at: null, archived_at: null, occurrences: 1 };
          const whole = wholeRow({
            ...{ ...toContent(row), ...times, ...state },
            ...{ id: newId(), user_id: userId, revision },
          });
          yield* notifications.insert(whole);
        }
        yield* users.notePlace(userId, surfaced_at);
        yield* users.advance(userId, { unread: rows.length, shown: rows.length });
        yield* users.countSource(userId, 'local', rows.length);
      });
    },
    unread: () => run(() => users.get(userId))?.unread,
  };
}
