import fs from 'node:fs';
import path from 'node:path';
import { type Driver, openSqlite, type Sqlite, type SqlValue } from './sqlite.ts';
import { DATABASE_FILE } from './storage.ts';

/** Left by a process that met damage while it ran. */
const SUSPECT_FILE = 'belfry.db-suspect';
/** Rows read at a time: one that cannot be read takes no more than these with it. */
const CHUNK = 50;

type Row = Readonly<Record<string, SqlValue>>;

/** The next start looks at every page before it trusts this database. */
export function suspect(dataDir: string): void {
  fs.writeFileSync(path.join(dataDir, SUSPECT_FILE), '');
}

/** Whether the last process met damage, and the whole file has some. A file that turns out sound is trusted again. */
export function isDamaged(dataDir: string, db: Sqlite): boolean {
  const marker = path.join(dataDir, SUSPECT_FILE);
  if (!fs.existsSync(marker)) return false;
  const sound = db.one<{ integrity_check: string }>('PRAGMA integrity_check(1)')?.integrity_check === 'ok';
  if (sound) fs.rmSync(marker);
  return !sound;
}

/** Puts the damaged database out of the way. @returns the folder in which it lies now */
export function quarantine(dataDir: string, now: Date): string {
  const folder = path.join(dataDir, `damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}`);
  fs.mkdirSync(folder, { mode: 0o700 });
  for (const suffix of ['', '-wal', '-shm']) {
    const name = DATABASE_FILE + suffix;
    if (fs.existsSync(path.join(dataDir, name))) {
      fs.renameSync(path.join(dataDir, name), path.join(folder, name));
    }
  }
  fs.rmSync(path.join(dataDir, SUSPECT_FILE), { force: true });
  return folder;
}

/** Rows of a table, as far as they can be read: from the start, and past what cannot be read from the end. */
function* readable(db: Sqlite, table: string, columns: readonly string[]): Generator<Row> {
  const list = columns.map((name) => `"${name}"`).join(', ');
  const seen = { low: -Infinity, high: Infinity };
  for (const [order, side] of [
    ['ASC', '>'],
    ['DESC', '<'],
  ] as const) {
    for (;;) {
      const from = side === '>' ? seen.low : seen.high;
      const bound = Number.isFinite(from) ? `WHERE rowid ${side} ${from}` : '';
      let rows: Row[];
      try {
        rows = db.all<Row>(
          `SELECT rowid AS "rowid", ${list} FROM "${table}" ${bound} ORDER BY rowid ${order} LIMIT ${CHUNK}`,
        );
      } catch {
        break;
      }
      const fresh = rows.filter(({ rowid }) => Number(rowid) > seen.low && Number(rowid) < seen.high);
      yield* fresh;
      const last = Number(rows.at(-1)?.rowid);
      if (fresh.length < CHUNK) return;
      if (side === '>') seen.low = last;
      else seen.high = last;
    }
  }
}

const columnsOf = (db: Sqlite, table: string): string[] =>
  db.all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name);

/** Those whose rows are found by rowid, without SQLite's own and those of full-text indexes. */
const tablesOf = (db: Sqlite): string[] =>
  db
    .all<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND wr = 0
       AND name NOT LIKE 'sqlite_%' AND name <> 'meta'`,
    )
    .map(({ name }) => name);

function copyTable(from: Sqlite, to: Sqlite, table: string): number {
  const known = new Set(columnsOf(from, table));
  const columns = columnsOf(to, table).filter((name) => known.has(name));
  if (columns.length === 0) return 0;
  const list = columns.map((name) => `"${name}"`).join(', ');
  const marks = columns.map((_, index) => `?${index + 1}`).join(', ');
  let copied = 0;
  for (const row of readable(from, table, columns)) {
    try {
      const values = columns.map((name) => row[name] ?? null);
      copied += to.run(`INSERT OR REPLACE INTO "${table}" (${list}) VALUES (${marks})`, values);
    } catch {
      // A row that breaks the schema's rules is damage, too.
    }
  }
  return copied;
}

/** Makes the counts true again, and users for rows whose user could not be read. */
const RECOUNT = `
INSERT OR IGNORE INTO users (id, name, created_at)
  SELECT DISTINCT user_id, 'Owner', min(created_at) FROM notifications GROUP BY user_id;
DELETE FROM source_counts;
INSERT INTO source_counts (user_id, source, unread)
  SELECT user_id, source, count(*) FROM notifications
  WHERE read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL GROUP BY user_id, source;
UPDATE users SET
  revision = max(revision, (SELECT coalesce(max(revision), 0) FROM notifications WHERE user_id = users.id)),
  unread = (SELECT count(*) FROM notifications WHERE user_id = users.id
    AND read_at IS NULL AND archived_at IS NULL AND deleted_at IS NULL),
  shown = (SELECT count(*) FROM notifications WHERE user_id = users.id
    AND archived_at IS NULL AND deleted_at IS NULL);
`;

/** Rows whose owner could not be read. */
function dropOrphans(db: Sqlite): void {
  for (const { table, rowid } of db.all<{ table: string; rowid: number }>('PRAGMA foreign_key_check')) {
    db.run(`DELETE FROM "${table}" WHERE rowid = ?1`, [rowid]);
  }
}

/**
 * Copies into the new database what of the damaged one can be read: users, tokens, apps, notifications. All in one transaction.
 * @returns how many notifications were saved
 */
export async function salvage(to: Sqlite, folder: string, driver?: Driver): Promise<number> {
  let from: Sqlite;
  try {
    from = await openSqlite(path.join(folder, DATABASE_FILE), driver);
  } catch {
    // It is no database at all.
    return 0;
  }
  to.exec('PRAGMA foreign_keys = OFF');
  to.exec('BEGIN IMMEDIATE');
  try {
    const copied = new Map(tablesOf(to).map((table) => [table, copyTable(from, to, table)]));
    to.exec(RECOUNT);
    dropOrphans(to);
    to.exec('COMMIT');
    return copied.get('notifications') ?? 0;
  } catch (error) {
    to.exec('ROLLBACK');
    throw error;
  } finally {
    to.exec('PRAGMA foreign_keys = ON');
    from.close();
  }
}
