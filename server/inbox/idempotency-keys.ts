import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';

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
  /** The stored answer to an earlier request with this key; null: none. @throws AppError `idempotency_conflict` */
  answered(request: KeyedRequest | null): string | null;
  remember(request: KeyedRequest | null, answer: () => string): void;
}

export function createIdempotency(deps: {
  storage: Pick<Storage, 'idempotency'>;
  now: () => number;
}): Idempotency {
  const { now } = deps;
  const { idempotency } = deps.storage;
  return {
    answered(request) {
      if (request === null) return null;
      const { tokenId, key, hash } = request;
      const earlier = idempotency.find(tokenId, key, now() - REMEMBERED_FOR);
      if (earlier === undefined) return null;
      if (earlier.request_hash !== hash) {
        throw new AppError('idempotency_conflict', 'This Idempotency-Key was used for another request.');
      }
      return earlier.answer;
    },
    remember(request, answer) {
      if (request === null) return;
      const { tokenId, key, hash } = request;
      idempotency.remember(tokenId, key, { request_hash: hash, answer: answer() }, now());
    },
  };
}
