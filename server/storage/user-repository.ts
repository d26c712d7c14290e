import type { Sqlite } from './sqlite/sqlite.ts';

export type UserRow = Readonly<{
  id: number;
  name: string;
  revision: number;
  kept_from: number;
  unread: number;
  shown: number;
}>;

export type UserRepository = ReturnType<typeof createUserRepository>;

export function createUserRepository(db: Sqlite) {
  return {
    insert(name: string, now: number): number {
      db.run('INSERT INTO users (name, created_at) VALUES (?1, ?2)', [name, now]);
      return db.one<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
    },

    first(): UserRow | undefined {
      return db.one('SELECT id, name, revision, kept_from, unread, shown FROM users ORDER BY id LIMIT 1');
    },

    get(id: number): UserRow | undefined {
      return db.one('SELECT id, name, revision, kept_from, unread, shown FROM users WHERE id = ?1', [id]);
    },

    /** Moves the user to the next revision and changes the counts. @returns the new state */
    advance(
      id: number,
      by: Readonly<{ unread: number; shown: number }>,
    ): Pick<UserRow, 'revision' | 'unread'> | undefined {
      return db.one(
        `UPDATE users SET revision = revision + 1, unread = unread + ?2, shown = shown + ?3 WHERE id = ?1
         RETURNING revision, unread`,
        [id, by.unread, by.shown],
      );
    },

    /** The next place in the user's lists: `now` (microseconds), or just above the newest place ever given. */
    nextPlace(id: number, now: number): number {
      return (
        db.one<{ surfaced_at: number }>(
          'UPDATE users SET surfaced_at = max(surfaced_at + 1, ?2) WHERE id = ?1 RETURNING surfaced_at',
          [id, now],
        )?.surfaced_at ?? now
      );
    },

    /** Notes that this place is taken, so that later ones are above it. */
    notePlace(id: number, place: number): void {
      db.run('UPDATE users SET surfaced_at = ?2 WHERE id = ?1 AND surfaced_at < ?2', [id, place]);
    },

    countSource(id: number, source: string, unread: number): void {
      const counted = db.run(
        'UPDATE source_counts SET unread = unread + ?3 WHERE user_id = ?1 AND source = ?2',
        [id, source, unread],
      );
      if (counted === 0) {
        db.run('INSERT INTO source_counts (user_id, source, unread) VALUES (?1, ?2, ?3)', [
          id,
          source,
          unread,
        ]);
      }
    },

    /** Unread rows by source. Sources without any are left out. */
    bySource(id: number): Record<string, number> {
      const rows = db.all<{ source: string; unread: number }>(
        'SELECT source, unread FROM source_counts WHERE user_id = ?1 AND unread > 0',
        [id],
      );
      return Object.fromEntries(rows.map(({ source, unread }) => [source, unread]));
    },
  };
}
