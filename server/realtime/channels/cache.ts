import type { Limits } from '../limits.ts';

type Entry = Readonly<{ event: string; data: string; size: number; expires: number }>;

/** The last event of each cache channel, even without subscribers. Bounded; the oldest are dropped first. */
export interface Cache {
  put(channel: string, event: string, data: string): void;
  /** @returns `ttl` in whole seconds, at least 1 */
  get(channel: string): Readonly<{ event: string; data: string; ttl: number }> | null;
}

/** @param now a monotonic clock in milliseconds */
export function createCache({ ttlMs, entries, bytes }: Limits['cache'], now: () => number): Cache {
  /** Oldest first; they expire in the same order. */
  const cached = new Map<string, Entry>();
  let size = 0;

  function drop(channel: string): void {
    size -= cached.get(channel)?.size ?? 0;
    cached.delete(channel);
  }

  function trim(): void {
    for (const [channel, { expires }] of cached) {
      if (expires > now() && cached.size <= entries && size <= bytes) return;
      drop(channel);
    }
  }

  return {
    put(channel, event, data) {
      drop(channel);
      // At most two bytes per character, plus the entry itself.
      const entry = { event, data, size: 2 * (channel.length + event.length + data.length) + 200 };
      cached.set(channel, { ...entry, expires: now() + ttlMs });
      size += entry.size;
      trim();
    },
    get(channel) {
      const entry = cached.get(channel);
      if (entry === undefined) return null;
      const left = entry.expires - now();
      return left > 0 ? { event: entry.event, data: entry.data, ttl: Math.ceil(left / 1_000) } : null;
    },
  };
}
