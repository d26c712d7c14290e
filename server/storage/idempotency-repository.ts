import type { Sqlite } from './sqlite/sqlite.ts';

/** An answered request; `answer` is the JSON of its body. */
export type AnsweredRow = Readonly<{ request_hash: string; answer: string }>;

export type IdempotencyRepository = ReturnType<typeof createIdempotencyRepository>;

export function createIdempotencyRepository(db: Sqlite) {
  return {
    /** An answer stored after `since`; older ones have expired. */
    find(tokenId: number, key: string, since: number): AnsweredRow | undefined {
      return db.one(
        'SELECT request_hash, answer FROM idempotency WHERE token_id = ?1 AND key = ?2 AND created_at > ?3',
        [tokenId, key, since],
      );
    },

    remember(tokenId: number, key: string, { request_hash, answer }: AnsweredRow, now: number): void {
      db.run(
        `INSERT OR REPLACE INTO idempotency (token_id, key, request_hash, answer, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5)`,
        [tokenId, key, request_hash, answer, now],
      );
    },

    purge(before: number): number {
      return db.run('DELETE FROM idempotency WHERE created_at <= ?1', [before]);
    },
  };
}
