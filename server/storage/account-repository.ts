import type { Sqlite } from './sqlite/sqlite.ts';

/** A user's sign-in data. */
export type AccountRow = Readonly<{
  id: number;
  name: string;
  email: string | null;
  /** The password's hash; null: no sign-in by password. */
  password: string | null;
  disabled_at: number | null;
  created_at: number;
}>;

const COLUMNS = 'id, name, email, password, disabled_at, created_at';

export type AccountRepository = ReturnType<typeof createAccountRepository>;

/** E-mail addresses are in lower case. */
export function createAccountRepository(db: Sqlite) {
  return {
    all(): AccountRow[] {
      return db.all(`SELECT ${COLUMNS} FROM users ORDER BY id`);
    },

    get(id: number): AccountRow | undefined {
      return db.one(`SELECT ${COLUMNS} FROM users WHERE id = ?1`, [id]);
    },

    byEmail(email: string): AccountRow | undefined {
      return db.one(`SELECT ${COLUMNS} FROM users WHERE email = ?1`, [email]);
    },

    insert(account: Readonly<{ name: string; email: string; password: string | null; now: number }>): number {
      db.run('INSERT INTO users (name, email, password, created_at) VALUES (?1, ?2, ?3, ?4)', [
        ...[account.name, account.email, account.password, account.now],
      ]);
      return db.one<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
    },

    setPassword(id: number, password: string): void {
      db.run('UPDATE users SET password = ?2 WHERE id = ?1', [id, password]);
    },

    setDisabled(id: number, at: number | null): void {
      db.run('UPDATE users SET disabled_at = ?2 WHERE id = ?1', [id, at]);
    },
  };
}
