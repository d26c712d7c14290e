export type Rate = Readonly<{ perSecond: number; burst: number }>;

export interface Bucket {
  /** `drop`: beyond the rate. `stop`: dropped so often, for so long, that it is no accident. */
  take(): 'pass' | 'drop' | 'stop';
}

/** So much of the rate may be dropped for ever. */
const FORGIVEN = 0.1;

/** A token bucket. @param now a clock in milliseconds that never goes back */
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
