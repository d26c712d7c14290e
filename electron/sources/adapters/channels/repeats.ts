/** In milliseconds: as long as equal events have equal ids (`event-ids.ts`). */
const REMEMBERED = 10 * 60_000;
const MOST = 20_000;

/** Which events have come recently, by their external ids. */
export interface Repeats {
  has(id: string): boolean;
  add(id: string): void;
}

export function createRepeats({ now }: { now(): Date }): Repeats {
  /** When each one came, the oldest first. */
  const known = new Map<string, number>();
  return {
    has(id) {
      const at = known.get(id);
      return at !== undefined && Math.abs(now().getTime() - at) < REMEMBERED;
    },
    add(id) {
      known.delete(id);
      known.set(id, now().getTime());
      if (known.size <= MOST) return;
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}
