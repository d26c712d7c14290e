import type { AccessRepository } from '../ports.ts';
import type { ListedToken, TokenRow } from '../rows.ts';
import { changeOf, rowOf, rowsOf, writtenFieldOf } from '../statement-step.ts';
import { steps } from '../step.ts';

export type AccessStatements = Readonly<
  Record<
    | 'insertToken'
    | 'token'
    | 'tokensOf'
    | 'revokeToken'
    | 'revokeNamed'
    | 'insertEnrolment'
    | 'takeEnrolment'
    | 'purgeEnrolments',
    string
  >
>;

export const createAccessRepository = (sql: AccessStatements): AccessRepository => ({
  insertToken: ({ userId, name, hash, abilities, now }) =>
    writtenFieldOf<number, number>(
      'access.insertToken',
      sql.insertToken,
      [userId, name, hash, abilities, now],
      0,
    ),
  token: (id) => rowOf<TokenRow>('access.token', sql.token, [id]),
  tokensOf: (userId) => rowsOf<ListedToken>('access.tokensOf', sql.tokensOf, [userId]),
  revokeToken: steps('access.revokeToken', function* (id) {
    return (yield* changeOf('access.revokeToken', sql.revokeToken, [id])) > 0;
  }),
  revokeNamed: steps('access.revokeNamed', function* (userId, name) {
    return (yield* changeOf('access.revokeNamed', sql.revokeNamed, [userId, name])) > 0;
  }),
  insertEnrolment: ({ hash, userId, now, expiresAt }) =>
    changeOf('access.insertEnrolment', sql.insertEnrolment, [hash, userId, now, expiresAt]),
  takeEnrolment: (hash, now) =>
    writtenFieldOf<number>('access.takeEnrolment', sql.takeEnrolment, [hash, now], undefined),
  purgeEnrolments: (now) => changeOf('access.purgeEnrolments', sql.purgeEnrolments, [now]),
});
