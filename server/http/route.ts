import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import Type, { type Static } from 'typebox';
import { ErrorBody } from '#server/error';
import { IDEMPOTENCY_HEADER } from '#server/send';
import { AppError } from '../errors.ts';

export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export const IdempotencyHeaders = Type.Object({
  [IDEMPOTENCY_HEADER]: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});

export const keyOf = (headers: Static<typeof IdempotencyHeaders>): string | null =>
  headers[IDEMPOTENCY_HEADER] ?? null;

/**
 * For a route that makes something, and cannot answer the same again.
 * @throws AppError `not_supported`
 */
export async function refuseKey({ headers }: Pick<FastifyRequest, 'headers'>): Promise<void> {
  if (headers[IDEMPOTENCY_HEADER] === undefined) return;
  throw new AppError('not_supported', 'This request takes no Idempotency-Key.');
}

/** Error answers, for the schema of every route. */
export const errors = { '4xx': ErrorBody, '5xx': ErrorBody } as const;
