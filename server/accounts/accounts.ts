import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Ability } from '#server/session';
import type { Storage } from '../storage/storage.ts';

/** Who asks, and what the token allows. */
export type Session = Readonly<{ tokenId: number; userId: number; abilities: ReadonlySet<Ability> }>;

export interface Accounts {
  /** The session of an `Authorization` header; null: none, malformed, unknown, revoked or wrong. */
  authenticate(header: string | undefined): Session | null;
  /** A token that lives in memory only, as long as this process. The one before ends. */
  issueSession(userId: number, abilities: readonly Ability[]): string;
  /** A lasting token; those issued under the same name before are revoked. */
  issue(userId: number, name: string, abilities: readonly Ability[]): Promise<string>;
  /** The id of the first user; made when there is none yet. */
  first(): Promise<number>;
}

/** Laravel Sanctum's form. No stored token has this id. */
const SESSION_TOKEN_ID = 0;
const HEADER = /^Bearer (\d{1,15})\|([\w-]{1,200})$/i;
const FIRST_USER = 'Owner';

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const newSecret = (): string => randomBytes(32).toString('base64url');

export function createAccounts(deps: {
  storage: Pick<Storage, 'work' | 'users' | 'access'>;
  now: () => number;
}): Accounts {
  const { work, users, access } = deps.storage;
  let memory: (Session & { hash: string }) | null = null;

  function find(id: number): (Session & { hash: string }) | null {
    if (id === SESSION_TOKEN_ID) return memory;
    const row = access.token(id);
    if (row === undefined) return null;
    const abilities = new Set(row.abilities.split(' ') as Ability[]);
    // Of the embedding process alone, whatever a stored token claims.
    abilities.delete('ingest');
    return { tokenId: row.id, userId: row.user_id, abilities, hash: row.hash };
  }

  return {
    authenticate(header = '') {
      const [, id, secret] = HEADER.exec(header) ?? [];
      if (id === undefined || secret === undefined) return null;
      const token = find(Number(id));
      if (token === null) return null;
      if (!timingSafeEqual(Buffer.from(token.hash), Buffer.from(hashOf(secret)))) return null;
      const { tokenId, userId, abilities } = token;
      return { tokenId, userId, abilities };
    },

    issueSession(userId, abilities) {
      const secret = newSecret();
      memory = { tokenId: SESSION_TOKEN_ID, userId, abilities: new Set(abilities), hash: hashOf(secret) };
      return `${SESSION_TOKEN_ID}|${secret}`;
    },

    issue(userId, name, abilities) {
      const secret = newSecret();
      return work(() => {
        access.revokeTokens(name);
        const id = access.insertToken({
          userId,
          name,
          hash: hashOf(secret),
          abilities: abilities.join(' '),
          now: deps.now(),
        });
        return `${id}|${secret}`;
      });
    },

    first: () => work(() => users.first()?.id ?? users.insert(FIRST_USER, deps.now())),
  };
}
