import fs from 'node:fs';
import path from 'node:path';
import { REFUSALS_AS_CODES } from './coded-refusals.ts';
import { DATABASE_FILE } from './data-files.ts';
import { type Driver, openSqlite, type Sqlite, type SqlValue } from './driver.ts';
import { VIEWS } from './statements/state-conditions.ts';

/** Left by a process that found damage while it ran. */
const SUSPECT_FILE = 'belfry.db-suspect';
/** How many rows are read at a time: an unreadable row costs at most these. */
const CHUNK = 50;

type Row = Readonly<Record<string, SqlValue>>;
/** `key`: the columns that identify a row: the primary key, or the rowid. */
type Table = Readonly<{ name: string; key: readonly string[] }>;

/** Makes the next start check every page of this database. */
export function markSuspect(dataDir: string): void {
  fs.writeFileSync(path.join(dataDir, SUSPECT_FILE), '');
}

/** Whether the last process found damage and a full check confirms it. A database that passes is trusted again. */
export function isDamaged(dataDir: string, db: Sqlite): boolean {
  const marker = path.join(dataDir, SUSPECT_FILE);
  if (!fs.existsSync(marker)) return false;
  const sound = db.one<{ integrity_check: string }>('PRAGMA integrity_check(1)')?.integrity_check === 'ok';
  if (sound) fs.rmSync(marker);
  return !sound;
}

/** Moves the damaged database away. @returns the folder that it is in now */
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

/** All readable rows of a table: forward from the start up to the first unreadable one, then backward from the end. */
function* readable(
  db: Sqlite,
  { name, key }: Table,
  columns: readonly string[],
): Generator<readonly SqlValue[]> {
  const list = [...key, ...columns].map((column, at) => `"${column}" AS "${at}"`).join(', ');
  const names = key.map((column) => `"${column}"`);
  const marks = key.map((_, at) => `?${at + 1}`).join(', ');
  const seen = new Set<string>();
  for (const [order, side] of [
    ['ASC', '>'],
    ['DESC', '<'],
  ] as const) {
    const sorted = names.map((column) => `${column} ${order}`).join(', ');
    let last: readonly SqlValue[] = [];
    for (;;) {
      const where = last.length === 0 ? '' : `WHERE (${names.join(', ')}) ${side} (${marks})`;
      let rows: (readonly SqlValue[])[];
      try {
        rows = db
          .all<Row>(`SELECT ${list} FROM "${name}" ${where} ORDER BY ${sorted} LIMIT ${CHUNK}`, last)
          .map((row) => [...key, ...columns].map((_, at) => row[at] ?? null));
      } catch {
        break;
      }
      for (const row of rows) {
        last = row.slice(0, key.length);
        const id = JSON.stringify(last);
        if (seen.has(id)) return;
        seen.add(id);
        yield row.slice(key.length);
      }
      if (rows.length < CHUNK) return;
    }
  }
}

const columnsOf = (db: Sqlite, table: string): string[] =>
  db.all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name);

const keyOf = (db: Sqlite, table: string): string[] =>
  db
    .all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)
    .map(({ name }) => name);

/** All tables but SQLite's own and those of full-text indexes. */
const tablesOf = (db: Sqlite): Table[] =>
  db
    .all<{ name: string; wr: number }>(
      `SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
       AND name NOT LIKE 'sqlite_%' AND name <> 'meta'`,
    )
    .map(({ name, wr }) => ({ name, key: wr === 1 ? keyOf(db, name) : ['rowid'] }));

function copyTable(from: Sqlite, to: Sqlite, table: Table): number {
  const known = new Set(columnsOf(from, table.name));
  const columns = columnsOf(to, table.name).filter((name) => known.has(name));
  if (columns.length === 0) return 0;
  const list = columns.map((name) => `"${name}"`).join(', ');
  const marks = columns.map((_, index) => `?${index + 1}`).join(', ');
  let copied = 0;
  for (const values of readable(from, table, columns)) {
    try {
      copied += to.run(`INSERT OR REPLACE INTO "${table.name}" (${list}) VALUES (${marks})`, values);
    } catch {
      // A row that breaks the schema's rules is damaged too.
    }
  }
  return copied;
}

/**
 * Recounts, creates users for rows whose user could not be read, and schedules all rows for indexing. Stored answers to requests whose
 * notification was lost are dropped, so that a retry sends it again; what has arrived waits no longer. What is known of rules and mutes
 * by their version may be lost.
 */
const RECOUNT = `
UPDATE notifications SET search_place = NULL;
DELETE FROM scheduled WHERE id IN (SELECT id FROM notifications);
DELETE FROM idempotency WHERE
  coalesce(CASE WHEN json_valid(answer) THEN coalesce(answer ->> '$.notification.id', answer ->> '$.scheduled.id') END, '')
  NOT IN (SELECT id FROM notifications UNION ALL SELECT id FROM scheduled);
INSERT OR IGNORE INTO users (id, name, created_at)
  SELECT DISTINCT user_id, 'Owner', min(created_at) FROM notifications GROUP BY user_id;
DELETE FROM source_counts;
INSERT INTO source_counts (user_id, source, unread)
  SELECT user_id, source, count(*) FROM notifications
  WHERE ${VIEWS.unread} GROUP BY user_id, source;
UPDATE users SET
  revision = max(revision, (SELECT coalesce(max(revision), 0) FROM notifications WHERE user_id = users.id)),
  unread = (SELECT count(*) FROM notifications WHERE user_id = users.id AND ${VIEWS.unread}),
  shown = (SELECT count(*) FROM notifications WHERE user_id = users.id AND ${VIEWS.inbox});
UPDATE users SET rules_version = lower(hex(randomblob(16))) WHERE rules_version IS NOT NULL
  OR id IN (SELECT user_id FROM rules UNION SELECT user_id FROM mutes UNION SELECT user_id FROM saved_filters);
`;

/**
 * Sources are read again from the start. A row without its source id would arrive a second time, and an id without its row would stop
 * the row from coming back; both are dropped, except for Pusher channels, whose events exist nowhere else. What a list has shown is
 * no longer known.
 */
const REREAD_SOURCES = `
UPDATE sources SET cursor = NULL WHERE kind <> 'channels';
UPDATE source_ids SET listed = 0;
DELETE FROM notifications
  WHERE EXISTS (SELECT 1 FROM sources AS s
      WHERE s.user_id = notifications.user_id AND s.id = notifications.source AND s.kind <> 'channels')
    AND NOT EXISTS (SELECT 1 FROM source_ids AS i WHERE i.notification_id = notifications.id);
DELETE FROM source_ids WHERE notification_id IS NOT NULL AND gone = 0
  AND notification_id NOT IN (SELECT id FROM notifications);
DELETE FROM outbox WHERE notification_id NOT IN (SELECT id FROM notifications);
`;

type Orphan = Readonly<{ table: string; parent: string; fkid: number }>;

/** Deletes rows whose owner could not be read, and the rows that these own. */
function dropOrphans(db: Sqlite): void {
  for (;;) {
    const orphan = db.one<Orphan>('PRAGMA foreign_key_check');
    if (orphan === undefined) return;
    const { table, parent, fkid } = orphan;
    const [key] = db.all<{ from: string; to: string }>(
      `SELECT "from", "to" FROM pragma_foreign_key_list('${table}') WHERE id = ?1`,
      [fkid],
    );
    if (key === undefined) throw new Error(`${table} has no foreign key ${fkid}`);
    db.run(`DELETE FROM "${table}" WHERE "${key.from}" NOT IN (SELECT "${key.to}" FROM "${parent}")`);
  }
}

/**
 * Copies everything readable in the damaged database into the new one, in one transaction.
 * @returns how many notifications were saved
 */
export async function salvage(to: Sqlite, folder: string, driver?: Driver): Promise<number> {
  let from: Sqlite;
  try {
    from = await openSqlite(path.join(folder, DATABASE_FILE), driver);
  } catch {
    // Not a database at all.
    return 0;
  }
  to.exec('PRAGMA foreign_keys = OFF');
  to.exec('BEGIN IMMEDIATE');
  try {
    const copied = new Map(tablesOf(to).map((table) => [table.name, copyTable(from, to, table)]));
    to.exec(REREAD_SOURCES);
    to.exec(RECOUNT);
    // It may have been damaged before this version read it.
    to.exec(REFUSALS_AS_CODES);
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
