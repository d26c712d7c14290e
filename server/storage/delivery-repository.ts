import type { Sqlite } from './sqlite/sqlite.ts';

/** Why the last attempt failed. `status`: the answer was not 2xx. */
export type DeliveryError = 'status' | 'timeout' | 'unreachable' | 'expired' | 'not_configured';

/** Times are milliseconds since 1970. `events`: how many of each kind, as JSON. */
export type LoggedDelivery = Readonly<{
  id: number;
  app_id: string;
  url: string;
  events: string;
  state: 'pending' | 'delivered' | 'failed';
  attempts: number;
  created_at: number;
  next_at: number | null;
  last_status: number | null;
  last_error: DeliveryError | null;
}>;

/** A delivery that must still be made. */
export type DueDelivery = Readonly<{
  id: number;
  app_id: string;
  url: string;
  attempts: number;
  created_at: number;
  next_at: number;
}>;

export type NewDelivery = Readonly<{
  appId: string;
  url: string;
  body: string;
  events: string;
  now: number;
}>;

export type DeliveryRepository = ReturnType<typeof createDeliveryRepository>;

export function createDeliveryRepository(db: Sqlite) {
  return {
    insert({ appId, url, body, events, now }: NewDelivery): number {
      db.run(
        'INSERT INTO deliveries (app_id, url, body, events, created_at, next_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)',
        [appId, url, body, events, now],
      );
      return db.one<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
    },

    /** Oldest first. */
    pending(): DueDelivery[] {
      return db.all(
        "SELECT id, app_id, url, attempts, created_at, next_at FROM deliveries WHERE state = 'pending' ORDER BY id",
      );
    },

    body(id: number): string | undefined {
      return db.one<{ body: string }>('SELECT body FROM deliveries WHERE id = ?1', [id])?.body;
    },

    /** Stores a failed attempt; the next one is at `nextAt`. */
    postpone(
      id: number,
      at: Readonly<{ attempts: number; nextAt: number; status: number | null; error: DeliveryError }>,
    ): void {
      db.run(
        'UPDATE deliveries SET attempts = ?2, next_at = ?3, last_status = ?4, last_error = ?5 WHERE id = ?1',
        [id, at.attempts, at.nextAt, at.status, at.error],
      );
    },

    /** Finishes a delivery. `error` null: delivered. */
    finish(
      id: number,
      at: Readonly<{ attempts: number; status: number | null; error: DeliveryError | null }>,
    ): void {
      db.run(
        `UPDATE deliveries SET state = ?2, attempts = ?3, last_status = ?4, last_error = ?5, next_at = NULL, body = ''
         WHERE id = ?1`,
        [id, at.error === null ? 'delivered' : 'failed', at.attempts, at.status, at.error],
      );
    },

    /** Newest first; of every app when `appId` is null. */
    log(appId: string | null, limit: number): LoggedDelivery[] {
      const columns =
        'id, app_id, url, events, state, attempts, created_at, next_at, last_status, last_error';
      return appId === null
        ? db.all(`SELECT ${columns} FROM deliveries ORDER BY id DESC LIMIT ?1`, [limit])
        : db.all(`SELECT ${columns} FROM deliveries WHERE app_id = ?1 ORDER BY id DESC LIMIT ?2`, [
            appId,
            limit,
          ]);
    },

    /** Deletes finished deliveries that are older than `before` or not among their app's newest `keep`. */
    purge({ before, keep }: Readonly<{ before: number; keep: number }>): number {
      const old = db.run("DELETE FROM deliveries WHERE state <> 'pending' AND created_at <= ?1", [before]);
      const apps = db.all<{ app_id: string }>('SELECT DISTINCT app_id FROM deliveries');
      const surplus = apps.map(({ app_id }) =>
        db.run(
          `DELETE FROM deliveries WHERE state <> 'pending' AND app_id = ?1 AND id <=
             (SELECT id FROM deliveries WHERE state <> 'pending' AND app_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
          [app_id, keep],
        ),
      );
      return surplus.reduce((total, rows) => total + rows, old);
    },
  };
}
