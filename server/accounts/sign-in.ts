import type { User } from '#server/account';
import type { Ability } from '#server/session';
import { type AccountRow, NOBODY, type Step, type Steps, type Storage } from '../storage/storage.ts';
import type { Passwords } from './passwords.ts';
import { hashOf } from './passwords.ts';
import { toUser } from './users.ts';

export type SignInResult = Readonly<{ token: string; user: User }>;

/** The two ways to get a first token. null: refused, for any reason. */
export interface SignIn {
  /** @throws AppError `too_many_requests`, `storage_failed` */
  withPassword(email: string, password: string, device: string): Promise<SignInResult | null>;
  /** Uses up the code, unless it throws. @throws AppError `storage_failed` */
  withCode(code: string, device: string): Promise<SignInResult | null>;
}

/** @param deps.passwords takes equally long for an unknown address, so that nobody can find out who has an account */
export function createSignIn(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'accounts' | 'access'>;
  accounts: Readonly<{ mint(userId: number, name: string, abilities: readonly Ability[]): Step<string> }>;
  passwords: Pick<Passwords, 'verify'>;
  now: () => number;
}): SignIn {
  const { work, read, accounts: rows, access } = deps.storage;

  function* enter(account: AccountRow, device: string): Steps<SignInResult> {
    return { token: yield* deps.accounts.mint(account.id, device, ['inbox']), user: toUser(account) };
  }

  /** Whether the account is unchanged since the password check, which takes a while. */
  function* isSame(account: AccountRow): Steps<boolean> {
    const current = yield* rows.get(account.id);
    return current?.disabled_at === null && current.password === account.password;
  }

  return {
    async withPassword(email, password, device) {
      const account = await read(() => rows.byEmail(email.toLowerCase()));
      const isOpen = account !== undefined && account.disabled_at === null;
      const isRight = await deps.passwords.verify(password, isOpen ? account.password : null);
      if (!isRight || account === undefined) return null;
      return work(NOBODY, function* () {
        return (yield* isSame(account)) ? yield* enter(account, device) : null;
      });
    },

    withCode: (code, device) =>
      work(NOBODY, function* () {
        const userId = yield* access.takeEnrolment(hashOf(code), deps.now());
        const account = userId === undefined ? undefined : yield* rows.get(userId);
        return account === undefined ? null : yield* enter(account, device);
      }),
  };
}
