import type { Sqlite } from './sqlite/sqlite.ts';

/** What a user can be a member of. */
export const MEMBERSHIP_KINDS = ['team', 'document', 'chat'] as const;
export type MembershipKind = (typeof MEMBERSHIP_KINDS)[number];

export type MembershipRow = Readonly<{ user_id: number; kind: MembershipKind; object_id: string }>;

export type MembershipRepository = ReturnType<typeof createMembershipRepository>;

export function createMembershipRepository(db: Sqlite) {
  return {
    has({ user_id, kind, object_id }: MembershipRow): boolean {
      const sql = 'SELECT 1 AS found FROM memberships WHERE user_id = ?1 AND kind = ?2 AND object_id = ?3';
      return db.one(sql, [user_id, kind, object_id]) !== undefined;
    },

    /** @returns whether it is new */
    add({ user_id, kind, object_id }: MembershipRow): boolean {
      const sql = 'INSERT OR IGNORE INTO memberships (user_id, kind, object_id) VALUES (?1, ?2, ?3)';
      return db.run(sql, [user_id, kind, object_id]) > 0;
    },

    /** @returns whether it existed */
    remove({ user_id, kind, object_id }: MembershipRow): boolean {
      const sql = 'DELETE FROM memberships WHERE user_id = ?1 AND kind = ?2 AND object_id = ?3';
      return db.run(sql, [user_id, kind, object_id]) > 0;
    },

    all(): MembershipRow[] {
      return db.all('SELECT user_id, kind, object_id FROM memberships ORDER BY user_id, kind, object_id');
    },
  };
}
