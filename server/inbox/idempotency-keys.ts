import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { type Step, type Storage, steps } from '../storage/storage.ts';

/** How long an `Idempotency-Key` is remembered, in milliseconds. */
export const REMEMBERED_FOR = 24 * 60 * 60 * 1_000;

/** A request that must run only once. `hash` tells it from another request with the same key. */
export type KeyedRequest = Readonly<{ tokenId: number; key: string; hash: string }>;

/** @returns null when the request has no key */
export function keyedRequest(tokenId: number, key: string | null, request: object): KeyedRequest | null {
  if (key === null) return null;
  return { tokenId, key, hash: createHash('sha256').update(JSON.stringify(request)).digest('hex') };
}

/** Steps of the unit of work that carries out the request. */
export interface Idempotency {
  /**
   * Claims the key of a request. @returns the stored answer to an earlier request; null: there is none, so this one must be done
   * @throws AppError `idempotency_conflict`
   */
  claim(request: KeyedRequest | null): Step<string | null>;
  /** After `claim`: stores the answer for this request and its repetitions. */
  answer(request: KeyedRequest | null, answer: () => string): Step<void>;
}

export function createIdempotency(deps: {
  storage: Pick<Storage, 'idempotency'>;
  now: () => number;
}): Idempotency {
  const { now } = deps;
  const { idempotency } = deps.storage;
  return {
    claim: steps('idempotency.claim', function* (request) {
      if (request === null) return null;
      const { tokenId, key, hash } = request;
      const at = now();
      const earlier = yield* idempotency.claim(tokenId, key, { hash, since: at - REMEMBERED_FOR, now: at });
      if (earlier === undefined) return null;
      if (earlier.request_hash !== hash) {
        throw new AppError('idempotency_conflict', 'This Idempotency-Key was used for another request.');
      }
      return earlier.answer;
    }),
    answer: steps('idempotency.answer', function* (request, answer) {
      if (request !== null) yield* idempotency.answer(request.tokenId, request.key, answer());
    }),
  };
}
