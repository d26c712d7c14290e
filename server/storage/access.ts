import type { Sqlite } from './sqlite.ts';

/** `abilities`: names with a space between. `hash`: SHA-256 of the secret, hex. */
export type TokenRow = Readonly<{ id: number; user_id: number; hash: string; abilities: string }>;

export type AccessRepository = ReturnType<typeof createAccessRepository>;

/** Access tokens. */
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

    token(id: number): TokenRow | undefined {
      return db.one('SELECT id, user_id, hash, abilities FROM tokens WHERE id = ?1', [id]);
    },

    revokeTokens(name: string): void {
      db.run('DELETE FROM tokens WHERE name = ?1', [name]);
    },
  };
}
