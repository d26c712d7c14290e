import fs from 'node:fs';
import path from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite } from '../../../server/storage/sqlite/driver.ts';
import { migrate } from '../../../server/storage/sqlite/migrate.ts';
import { MIGRATIONS } from '../../../server/storage/sqlite/migrations/migrations.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { openTestStorage, STORAGE_DRIVERS, sqliteOf } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

/** Ids as older versions made them: `seq` orders those of one millisecond. */
const idAt = (msecs: number, seq: number): string => v7({ msecs, seq });

/** What a new row adds. */
const NEW = { unread: 1, shown: 1 } as const;

describe.each(STORAGE_DRIVERS)('a database from before lists had a separate order, on %s', (driver) => {
  let dataDir: string;
  let storage: Storage | undefined;
  beforeEach(() => {
    dataDir = newDataDir();
  });
  afterEach(() => {
    storage?.close();
    storage = undefined;
    fs.rmSync(dataDir, { recursive: true });
  });

  test('keeps the order of its rows, also of those of one millisecond, and of more than it has places for', async () => {
    // A clock that ran ahead and was set back; a catch-up of 1,500 of one second; ties with another user's.
    const times = [
      NOW,
      NOW,
      NOW,
      NOW + 1,
      ...Array<number>(1_500).fill(NOW + 1_000),
      NOW + 1_001,
      NOW + 9_000,
    ];
    const rows = times.map((time, seq) => ({ id: idAt(time, seq), time }));
    const db = await openSqlite(path.join(dataDir, 'belfry.db'), sqliteOf(driver));
    migrate(
      db,
      MIGRATIONS.filter(({ version }) => version < 100),
    );
    db.exec(`INSERT INTO users (id, name, created_at) VALUES (1, 'one', 0), (2, 'two', 0), (3, 'new', 0)`);
    db.exec('BEGIN');
    for (const [n, { id, time }] of rows.entries()) {
      db.run(
        `INSERT INTO notifications (id, user_id, source, type, title, message, priority, data, revision, created_revision,
           sent_revision, created_at, updated_at, deleted_at)
         VALUES (?1, ?2, 'local', 't', '', '', 3, '{}', ?3, ?3, ?3, ?4, ?4, ?5)`,
        [id, n === 1 ? 2 : 1, rows.length - n, time, n === 2 ? 1 : null],
      );
    }
    db.exec('COMMIT');
    db.close();

    storage = await openTestStorage(dataDir, driver);
    const { work, read, notifications, users } = storage;
    const listed = await read(() => notifications.page(1, 'inbox', undefined, 5_000));
    const expected = rows.filter((_, n) => n !== 1 && n !== 2);
    expect(listed.map(({ id }) => id)).toEqual(expected.map(({ id }) => id).reverse());
    const places = listed.map(({ surfaced_at }) => surfaced_at);
    expect(new Set(places).size).toBe(places.length);
    for (const { surfaced_at, created_at, received_at } of listed) {
      expect(received_at).toBe(created_at);
      expect(surfaced_at - created_at * 1_000).toBeGreaterThanOrEqual(0);
      expect(surfaced_at - created_at * 1_000).toBeLessThan(2_000);
    }
    // What is sent next stands above all of it, although the clock is right by now.
    const surfaced_at = (places[0] ?? 0) + 1;
    expect(await work([1], () => users.arrive(1, NOW * 1_000, NEW))).toMatchObject({ surfaced_at });
    expect(await work([3], () => users.arrive(3, NOW * 1_000, NEW))).toMatchObject({
      surfaced_at: NOW * 1_000,
    });
  });
});
