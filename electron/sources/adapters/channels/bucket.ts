export interface Bucket {
  /** Whether there is room for one more now. */
  take(): boolean;
}

/** A token bucket: lets `burst` pass at once, and then `perSecond`. */
export function createBucket(
  { burst, perSecond }: Readonly<{ burst: number; perSecond: number }>,
  now: () => Date,
): Bucket {
  let level = burst;
  let filledAt = now().getTime();
  return {
    take() {
      const at = now().getTime();
      // A clock that is set back adds nothing.
      level = Math.min(burst, level + (Math.max(0, at - filledAt) * perSecond) / 1_000);
      filledAt = at;
      if (level < 1) return false;
      level -= 1;
      return true;
    },
  };
}
