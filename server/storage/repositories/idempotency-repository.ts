import type { IdempotencyRepository } from '../ports.ts';
import type { AnsweredRow } from '../rows.ts';
import { changeOf, rowOf, writtenRowOf } from '../statement-step.ts';
import { steps } from '../step.ts';

export type IdempotencyStatements = Readonly<
  Record<'expire' | 'claim' | 'find' | 'answer' | 'purge', string>
>;

export const createIdempotencyRepository = (sql: IdempotencyStatements): IdempotencyRepository => ({
  claim: steps('idempotency.claim', function* (tokenId, key, { hash, since, now }) {
    yield* changeOf('idempotency.claim', sql.expire, [tokenId, key, since]);
    const claimed = yield* writtenRowOf('idempotency.claim', sql.claim, [tokenId, key, hash, now]);
    if (claimed !== undefined) return undefined;
    return yield* rowOf<AnsweredRow>('idempotency.claim', sql.find, [tokenId, key]);
  }),
  answer: (tokenId, key, answer) => changeOf('idempotency.answer', sql.answer, [tokenId, key, answer]),
  purge: (before) => changeOf('idempotency.purge', sql.purge, [before]),
});
