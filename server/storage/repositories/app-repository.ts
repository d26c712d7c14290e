import type { AppRepository } from '../ports.ts';
import type { AppRow } from '../rows.ts';
import { changeOf, rowsOf } from '../statement-step.ts';

export type AppStatements = Readonly<Record<'all' | 'insert' | 'update' | 'remove', string>>;

export const createAppRepository = (sql: AppStatements): AppRepository => ({
  all: () => rowsOf<AppRow>('apps.all', sql.all),
  insert: ({ id, key, secret, settings }) => changeOf('apps.insert', sql.insert, [id, key, secret, settings]),
  update: ({ id, key, secret, settings }) => changeOf('apps.update', sql.update, [id, key, secret, settings]),
  remove: (id) => changeOf('apps.remove', sql.remove, [id]),
});
