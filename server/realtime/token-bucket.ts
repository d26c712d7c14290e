export type Rate = Readonly<{ perSecond: number; burst: number }>;

export interface Bucket {
  /** `drop`: above the rate. `stop`: above it so often and for so long that it is no accident. */
  take(): 'pass' | 'drop' | 'stop';
}

/** The share of the rate that may be dropped forever without a `stop`. */
const FORGIVEN = 0.1;

/** A token bucket. @param now a monotonic clock in milliseconds */
export function createBucket(rate: Rate, now: () => number): Bucket {
  let tokens = rate.burst;
  let dropped = 0;
  let at = now();

  return {
    take() {
      const time = now();
      const earned = ((time - at) * rate.perSecond) / 1_000;
      at = time;
      tokens = Math.min(rate.burst, tokens + earned);
      dropped = Math.max(0, dropped - earned * FORGIVEN);
      if (tokens >= 1) {
        tokens -= 1;
        return 'pass';
      }
      dropped += 1;
      return dropped < rate.burst ? 'drop' : 'stop';
    },
  };
}
