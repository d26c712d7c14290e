import { timingSafeEqual } from 'node:crypto';
import type { User } from '#server/account';
import { isPlainName, NAME_PROBLEM } from '#server/rules/text/names';
import type { Ability } from '#server/session';
import { AppError, unknownUser } from '../errors.ts';
import { NOBODY, type Step, type Steps, type Storage, steps } from '../storage/storage.ts';
import { hashOf, newSecret } from './passwords.ts';
import { toUser } from './users.ts';

export { endpointUrl, writeEndpoint } from './endpoint-file.ts';
export { createPasswords } from './passwords.ts';
export { createSignIn, type SignIn, type SignInResult } from './sign-in.ts';
export { AccountProblem, createUsers, type Users } from './users.ts';

/** The user and abilities behind a token. `device`: the token's name; null: it has none. */
export type Session = Readonly<{
  tokenId: number;
  userId: number;
  device: string | null;
  abilities: ReadonlySet<Ability>;
}>;

export interface Accounts {
  /** The session of an `Authorization` header; null: missing, malformed, unknown, revoked, wrong, or of a disabled user. */
  authenticate(header: string | undefined): Promise<Session | null>;
  /** The user of each of these tokens; tokens that have ended are left out. */
  ownersOf(tokenIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** A token in memory, valid while this process runs. It replaces the previous one. */
  issueSession(userId: number, abilities: readonly Ability[]): string;
  /** A stored token. Revokes this user's older token of the same name. */
  issue(userId: number, name: string, abilities: readonly Ability[]): Promise<string>;
  /** `issue` as a step of the caller's unit of work. @throws AppError `invalid_request` for a name that is not plain */
  mint(userId: number, name: string, abilities: readonly Ability[]): Step<string>;
  revoke(tokenId: number): Promise<void>;
  /** @throws AppError `not_found` */
  user(id: number): Promise<User>;
  /** The id of the first user, who is created if there is none yet. */
  first(): Promise<number>;
}

/** No stored token has this id. */
const SESSION_TOKEN_ID = 0;
const HEADER = /^Bearer (\d{1,15})\|([\w-]{1,200})$/i;
const FIRST_USER = 'Owner';

type Stored = Session & Readonly<{ hash: string }>;

export function createAccounts(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'users' | 'accounts' | 'access'>;
  now: () => number;
}): Accounts {
  const { work, read, users, accounts, access } = deps.storage;
  let memory: Stored | null = null;
  /** Look-ups of this turn of the event loop: requests that arrive together mostly come from one sender. */
  const ofThisTurn = new Map<number, Promise<Stored | null>>();

  const find = steps('accounts.find', function* (id: number): Steps<Stored | null> {
    if (id === SESSION_TOKEN_ID) return memory;
    const row = yield* access.token(id);
    if (row === undefined) return null;
    const abilities = new Set(row.abilities.split(' ') as Ability[]);
    // Only the embedding process may have it, whatever a stored token claims.
    abilities.delete('ingest');
    return { tokenId: row.id, userId: row.user_id, device: row.name, abilities, hash: row.hash };
  });

  function findOnce(id: number): Promise<Stored | null> {
    let found = ofThisTurn.get(id);
    if (found === undefined) {
      if (ofThisTurn.size === 0) setImmediate(() => ofThisTurn.clear());
      found = read(() => find(id));
      ofThisTurn.set(id, found);
    }
    return found;
  }

  const mint: Accounts['mint'] = steps('accounts.mint', function* (userId, name, abilities) {
    // Administrators read names in a terminal, and a cleaned name could replace another token.
    if (!isPlainName(name)) throw new AppError('invalid_request', NAME_PROBLEM);
    const secret = newSecret();
    ofThisTurn.clear();
    yield* access.revokeNamed(userId, name);
    const id = yield* access.insertToken({
      userId,
      name,
      hash: hashOf(secret),
      abilities: abilities.join(' '),
      now: deps.now(),
    });
    return `${id}|${secret}`;
  });

  return {
    ownersOf: (tokenIds) =>
      read(function* () {
        const owners = new Map<number, number>();
        for (const id of tokenIds) {
          const found = yield* find(id);
          if (found !== null) owners.set(id, found.userId);
        }
        return owners;
      }),

    async authenticate(header = '') {
      const [, id, secret] = HEADER.exec(header) ?? [];
      if (id === undefined || secret === undefined) return null;
      const token = await findOnce(Number(id));
      if (token === null) return null;
      if (!timingSafeEqual(Buffer.from(token.hash), Buffer.from(hashOf(secret)))) return null;
      const { hash: _, ...session } = token;
      return session;
    },

    issueSession(userId, abilities) {
      const secret = newSecret();
      ofThisTurn.clear();
      memory = {
        ...{ tokenId: SESSION_TOKEN_ID, userId, device: null },
        ...{ abilities: new Set(abilities), hash: hashOf(secret) },
      };
      return `${SESSION_TOKEN_ID}|${secret}`;
    },

    mint,
    issue: (userId, name, abilities) => work(NOBODY, () => mint(userId, name, abilities)),

    async revoke(tokenId) {
      ofThisTurn.clear();
      if (tokenId === SESSION_TOKEN_ID) memory = null;
      else await work(NOBODY, () => access.revokeToken(tokenId));
      ofThisTurn.clear();
    },

    async user(id) {
      const account = await read(() => accounts.get(id));
      if (account === undefined) throw unknownUser();
      return toUser(account);
    },

    first: () =>
      work(NOBODY, function* () {
        return (yield* users.first())?.id ?? (yield* users.insert(FIRST_USER, deps.now()));
      }),
  };
}
