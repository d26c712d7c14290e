import { type HttpAnswer, LONGEST_PAUSE, pauseOf } from '../../http/http.ts';

/** Laravel's `throttle:60,1` counts by the minute, and only a refusal says how long its window really is; in milliseconds. */
const WINDOW = 60_000;
/** The share of the app's limit that is left for reading, and the most requests that it may be. */
const RESERVED_SHARE = 0.1;
const MOST_RESERVED = 6;

/** How many requests the app still takes. */
export interface Allowance {
  /** Takes the limit's state from an answer of the app. */
  note(answer: Pick<HttpAnswer, 'status' | 'headers'>): void;
  /** Milliseconds until the next request may be sent; 0: now. */
  wait(): number;
  /** Counts a request. @returns a function to be called when it is answered */
  take(): () => void;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null;
}

/** Keeps deliveries within the app's `X-RateLimit-Remaining`: https://laravel.com/docs/routing#rate-limiting. */
export function createAllowance(deps: { now(): Date; window?: number }): Allowance {
  const { window = WINDOW } = deps;
  /** null: not known. */
  let left: number | null = null;
  let remainingBefore = -1;
  /** When the present window was first seen. */
  let begun = 0;
  let closed = { since: 0, ms: 0 };
  let underWay = 0;
  const now = (): number => deps.now().getTime();

  /** In milliseconds. A clock that is set back does not make it longer. */
  function closedFor(): number {
    closed = { ...closed, since: Math.min(closed.since, now()) };
    return Math.max(0, closed.since + closed.ms - now());
  }

  function close(ms: number): void {
    closed = { since: now(), ms: Math.max(closedFor(), ms) };
    left = null;
  }

  function windowLeft(): number {
    begun = Math.min(begun, now());
    return begun + window - now();
  }

  /** Milliseconds until the time that the app names; null if that is far away, as it is then not in seconds. */
  function resetIn(headers: HttpAnswer['headers']): number | null {
    const reset = numberOf(headers['x-ratelimit-reset']);
    const pause = reset === null ? null : reset * 1_000 - now();
    return pause === null || pause > LONGEST_PAUSE ? null : pause;
  }

  function refused(headers: HttpAnswer['headers']): void {
    const pause = pauseOf({ headers }, deps.now()) ?? resetIn(headers) ?? window;
    // A refusal replaces what was assumed before.
    closed = { since: 0, ms: 0 };
    close(Math.max(pause, Math.min(1_000, window)));
  }

  return {
    note({ status, headers }) {
      if (status === 429) return refused(headers);
      const remaining = numberOf(headers['x-ratelimit-remaining']);
      if (remaining === null) return;
      const isNew = remaining > remainingBefore;
      if (isNew) begun = now();
      remainingBefore = remaining;
      const limit = numberOf(headers['x-ratelimit-limit']) ?? remaining;
      const reserved = Math.min(MOST_RESERVED, Math.ceil(limit * RESERVED_SHARE));
      // The request that is answered here is already counted.
      left = remaining - reserved - Math.max(0, underWay - 1);
      if (left > 0) {
        if (isNew) closed = { since: 0, ms: 0 };
        return;
      }
      const rest = windowLeft();
      close(rest > 0 ? rest : window);
    },
    wait: closedFor,
    take() {
      underWay += 1;
      if (left !== null) {
        left -= 1;
        // The answers to open requests will say more.
        if (left === 0) close(windowLeft());
      }
      return () => {
        underWay -= 1;
      };
    },
  };
}
