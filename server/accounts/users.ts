import { PASSWORD_LENGTH, type User } from '#server/account';
import { isPlainName, NAME_PROBLEM } from '#server/rules/text/names';
import { visibleLine } from '#server/rules/text/text';
import type { Ability } from '#server/session';
import { type AccountRow, NOBODY, type Storage, steps } from '../storage/storage.ts';
import type { Passwords } from './passwords.ts';
import { hashOf, newSecret } from './passwords.ts';

/** A command on accounts that cannot be carried out; the message says why. */
export class AccountProblem extends Error {}

export type Token = Readonly<{ id: number; name: string; abilities: readonly Ability[]; created_at: number }>;

/** An administrator's commands on users. Each throws AccountProblem when it cannot be carried out. */
export interface Users {
  list(): Promise<readonly AccountRow[]>;
  /** @param user a number or e-mail address */
  find(user: string): Promise<AccountRow>;
  /** @param password null: the user signs in by enrolment code only */
  add(user: Readonly<{ email: string; name: string; password: string | null }>): Promise<AccountRow>;
  /** Existing tokens stay valid; `revoke` ends them. */
  setPassword(id: number, password: string): Promise<void>;
  setDisabled(id: number, disabled: boolean): Promise<void>;
  tokens(id: number): Promise<readonly Token[]>;
  revoke(id: number, name: string): Promise<void>;
  /** A code for one sign-in until `expiresAt`. */
  enrol(id: number, expiresAt: number): Promise<string>;
}

const EMAIL = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;
const EMAIL_LENGTH = 254;
const NAME_LENGTH = 200;

export const toUser = ({ id, name, email }: AccountRow): User => ({ id, name, email });

function checkEmail(text: string): string {
  if (!EMAIL.test(text) || !isPlainName(text) || text.length > EMAIL_LENGTH) {
    throw new AccountProblem(`${JSON.stringify(text)} is not an e-mail address.`);
  }
  return text.toLowerCase();
}

function checkPassword(password: string): string {
  const { min, max } = PASSWORD_LENGTH;
  const { length } = [...password];
  if (length < min || length > max) {
    throw new AccountProblem(`A password has ${min} to ${max} characters; a few words make a good one.`);
  }
  return password;
}

export function createUsers(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'accounts' | 'access'>;
  passwords: Pick<Passwords, 'hash'>;
  now: () => number;
}): Users {
  const { passwords, now } = deps;
  const { work, read, accounts: rows, access } = deps.storage;

  const existing = steps('users.existing', function* (id: number) {
    const row = yield* rows.get(id);
    if (row === undefined) throw new AccountProblem(`There is no user ${id}.`);
    return row;
  });

  return {
    list: () => read(() => rows.all()),

    async find(user) {
      if (/^[1-9]\d{0,14}$/.test(user)) return read(() => existing(Number(user)));
      const row = await read(() => rows.byEmail(user.toLowerCase()));
      if (row === undefined) throw new AccountProblem(`There is no user ${JSON.stringify(user)}.`);
      return row;
    },

    async add({ email: given, name, password }) {
      const email = checkEmail(given);
      if (!isPlainName(name)) throw new AccountProblem(NAME_PROBLEM);
      if (name.trim() === '' || name.length > NAME_LENGTH) {
        throw new AccountProblem(`A name has 1 to ${NAME_LENGTH} characters.`);
      }
      const hash = password === null ? null : await passwords.hash(checkPassword(password));
      return work(NOBODY, function* () {
        const taken = yield* rows.byEmail(email);
        if (taken !== undefined)
          throw new AccountProblem(`User ${taken.id} already has this e-mail address.`);
        return yield* existing(yield* rows.insert({ name, email, password: hash, now: now() }));
      });
    },

    async setPassword(id, password) {
      const hash = await passwords.hash(checkPassword(password));
      await work(NOBODY, function* () {
        yield* rows.setPassword((yield* existing(id)).id, hash);
      });
    },

    setDisabled: (id, disabled) =>
      work(NOBODY, function* () {
        const { disabled_at } = yield* existing(id);
        if ((disabled_at !== null) !== disabled) yield* rows.setDisabled(id, disabled ? now() : null);
      }),

    async tokens(id) {
      const rows = await read(() => access.tokensOf(id));
      return rows.map((token) => ({ ...token, abilities: token.abilities.split(' ') as Ability[] }));
    },

    revoke: (id, name) =>
      work(NOBODY, function* () {
        // Old names may hold characters that no terminal can type; they are accepted as they are listed.
        const tokens = yield* access.tokensOf(id);
        const listed = tokens.find((token) => visibleLine(token.name) === name);
        if (!(yield* access.revokeNamed(id, listed?.name ?? name))) {
          throw new AccountProblem(`User ${id} has no token ${JSON.stringify(name)}.`);
        }
      }),

    async enrol(id, expiresAt) {
      const code = newSecret();
      await work(NOBODY, function* () {
        const { id: userId } = yield* existing(id);
        yield* access.insertEnrolment({ hash: hashOf(code), userId, now: now(), expiresAt });
      });
      return code;
    },
  };
}
