import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';

type Window = { count: number; readonly since: number };

/**
 * Where the plugin counts requests, by a clock that nobody sets: its own goes by the one on the wall, and once that is set back,
 * a client that was refused stays so for hours.
 * @param most keys counted at once; the longest unused ones go first
 * @param now a clock in milliseconds that nobody sets
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
