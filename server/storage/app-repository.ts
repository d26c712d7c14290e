import type { Sqlite } from './sqlite/sqlite.ts';

/** `settings` is JSON of `AppSettings`. */
export type AppRow = Readonly<{ id: string; key: string; secret: string; settings: string }>;

export type AppRepository = ReturnType<typeof createAppRepository>;

/** Pusher apps, oldest first. */
export function createAppRepository(db: Sqlite) {
  return {
    all(): AppRow[] {
      return db.all('SELECT id, key, secret, settings FROM apps ORDER BY rowid');
    },

    insert({ id, key, secret, settings }: AppRow): void {
      db.run('INSERT INTO apps (id, key, secret, settings) VALUES (?1, ?2, ?3, ?4)', [
        id,
        key,
        secret,
        settings,
      ]);
    },

    update({ id, key, secret, settings }: AppRow): void {
      db.run('UPDATE apps SET key = ?2, secret = ?3, settings = ?4 WHERE id = ?1', [
        id,
        key,
        secret,
        settings,
      ]);
    },

    remove(id: string): void {
      db.run('DELETE FROM apps WHERE id = ?1', [id]);
    },

    /** Changes whenever another connection, such as the command line's, has changed the database. */
    version(): number {
      return db.one<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
    },
  };
}
