import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { Routes } from './auth.ts';

export type Limiter = ReturnType<Routes['createRateLimit']>;

/** Sends of one token in a minute: more than any script means to send, and a loop is stopped. */
export const SEND_RATE = 6_000;

/** @param text as `--send-rate` and BELFRY_SEND_RATE have it @returns null: any number */
export function sendRateOf(text: string | undefined): number | null {
  if (text === 'none') return null;
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : SEND_RATE;
}

/** Counts a request. @throws AppError `too_many_requests`, with `Retry-After`, beyond the limit */
export async function bound(
  limiter: Limiter,
  request: FastifyRequest,
  reply: FastifyReply,
  { message, onExceeded }: Readonly<{ message: string; onExceeded: () => void }>,
): Promise<void> {
  const count = await limiter(request);
  if (count.isAllowed || !count.isExceeded) return;
  reply.header('retry-after', String(count.ttlInSeconds));
  onExceeded();
  throw new AppError('too_many_requests', message, { details: { retry_after: count.ttlInSeconds } });
}
