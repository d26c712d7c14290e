import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { Routes } from './route.ts';

export type Limiter = ReturnType<Routes['createRateLimit']>;

/** Sends per token and minute: more than a script means to send, and low enough to stop a runaway loop. */
export const SEND_RATE = 6_000;

/** @param text value of `--send-rate` or BELFRY_SEND_RATE @returns null: no limit */
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

type Window = { count: number; readonly since: number };

/**
 * Counts requests by a monotonic clock. The plugin's own store uses the wall clock: once that is set back, a refused client stays
 * refused for hours.
 * @param most how many keys are counted at once; the least recently used ones are dropped
 * @param now a monotonic clock in milliseconds
 */
export function rateStore(
  most: number,
  now: () => number = () => performance.now(),
): FastifyRateLimitStoreCtor {
  return class Store implements FastifyRateLimitStore {
    readonly #windows = new Map<string, Window>();

    incr(...[key, callback, length]: Parameters<FastifyRateLimitStore['incr']>): void {
      const at = now();
      const known = this.#windows.get(key);
      const window = known !== undefined && at - known.since < length ? known : { count: 0, since: at };
      window.count += 1;
      this.#windows.delete(key);
      this.#windows.set(key, window);
      const [oldest] = this.#windows.keys();
      if (this.#windows.size > most && oldest !== undefined) this.#windows.delete(oldest);
      callback(null, { current: window.count, ttl: window.since + length - at });
    }

    child(): FastifyRateLimitStore {
      return new Store();
    }
  };
}
