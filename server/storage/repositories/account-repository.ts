import type { AccountRepository } from '../ports.ts';
import type { AccountRow } from '../rows.ts';
import { changeOf, rowOf, rowsOf, writtenFieldOf } from '../statement-step.ts';

export type AccountStatements = Readonly<
  Record<'all' | 'get' | 'byEmail' | 'insert' | 'setPassword' | 'setDisabled', string>
>;

export const createAccountRepository = (sql: AccountStatements): AccountRepository => ({
  all: () => rowsOf<AccountRow>('accounts.all', sql.all),
  get: (id) => rowOf<AccountRow>('accounts.get', sql.get, [id]),
  byEmail: (email) => rowOf<AccountRow>('accounts.byEmail', sql.byEmail, [email]),
  insert: ({ name, email, password, now }) =>
    writtenFieldOf<number, number>('accounts.insert', sql.insert, [name, email, password, now], 0),
  setPassword: (id, password) => changeOf('accounts.setPassword', sql.setPassword, [id, password]),
  setDisabled: (id, at) => changeOf('accounts.setDisabled', sql.setDisabled, [id, at]),
});
