import type { Sqlite } from './sqlite/sqlite.ts';

/** `abilities`: names separated by spaces. `hash`: SHA-256 of the secret, hex. */
export type TokenRow = Readonly<{ id: number; user_id: number; hash: string; abilities: string }>;

/** A token as administrators see it, without its hash. */
export type ListedToken = Readonly<{ id: number; name: string; abilities: string; created_at: number }>;

export type AccessRepository = ReturnType<typeof createAccessRepository>;

/** Access tokens and enrolment codes. */
export function createAccessRepository(db: Sqlite) {
  return {
    insertToken(
      token: Readonly<{ userId: number; name: string; hash: string; abilities: string; now: number }>,
    ): number {
      db.run('INSERT INTO tokens (user_id, name, hash, abilities, created_at) VALUES (?1, ?2, ?3, ?4, ?5)', [
        ...[token.userId, token.name, token.hash, token.abilities, token.now],
      ]);
      return db.one<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
    },

    /** A token by id; undefined while its user is disabled. */
    token(id: number): TokenRow | undefined {
      return db.one(
        `SELECT tokens.id, user_id, hash, abilities FROM tokens JOIN users ON users.id = user_id
         WHERE tokens.id = ?1 AND disabled_at IS NULL`,
        [id],
      );
    },

    /** Oldest first. */
    tokensOf(userId: number): ListedToken[] {
      return db.all('SELECT id, name, abilities, created_at FROM tokens WHERE user_id = ?1 ORDER BY id', [
        userId,
      ]);
    },

    /** @returns whether it existed */
    revokeToken(id: number): boolean {
      return db.run('DELETE FROM tokens WHERE id = ?1', [id]) > 0;
    },

    /** @returns whether it existed */
    revokeNamed(userId: number, name: string): boolean {
      return db.run('DELETE FROM tokens WHERE user_id = ?1 AND name = ?2', [userId, name]) > 0;
    },

    insertEnrolment(code: Readonly<{ hash: string; userId: number; now: number; expiresAt: number }>): void {
      db.run('INSERT INTO enrolments (hash, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)', [
        ...[code.hash, code.userId, code.now, code.expiresAt],
      ]);
    },

    /** Uses up a code. @returns its user; undefined: unknown, used, expired, or of a disabled user, whose code stays valid */
    takeEnrolment(hash: string, now: number): number | undefined {
      const found = db.one<{ user_id: number }>(
        `SELECT user_id FROM enrolments JOIN users ON users.id = user_id
         WHERE hash = ?1 AND expires_at > ?2 AND disabled_at IS NULL`,
        [hash, now],
      );
      if (found !== undefined) db.run('DELETE FROM enrolments WHERE hash = ?1', [hash]);
      return found?.user_id;
    },

    purgeEnrolments(now: number): number {
      return db.run('DELETE FROM enrolments WHERE expires_at <= ?1', [now]);
    },
  };
}
