import type { MembershipRepository } from '../ports.ts';
import type { MembershipRow } from '../rows.ts';
import { changeOf, rowOf, rowsOf } from '../statement-step.ts';
import { steps } from '../step.ts';

export type MembershipStatements = Readonly<Record<'has' | 'add' | 'remove' | 'all', string>>;

export const createMembershipRepository = (sql: MembershipStatements): MembershipRepository => ({
  has: steps('memberships.has', function* ({ user_id, kind, object_id }) {
    return (yield* rowOf('memberships.has', sql.has, [user_id, kind, object_id])) !== undefined;
  }),
  add: steps('memberships.add', function* ({ user_id, kind, object_id }) {
    return (yield* changeOf('memberships.add', sql.add, [user_id, kind, object_id])) > 0;
  }),
  remove: steps('memberships.remove', function* ({ user_id, kind, object_id }) {
    return (yield* changeOf('memberships.remove', sql.remove, [user_id, kind, object_id])) > 0;
  }),
  all: () => rowsOf<MembershipRow>('memberships.all', sql.all),
});
