/** How long a row that has just arrived has to come into sight, in milliseconds: it must first be sent, drawn and reported. */
const PATIENCE = 500;
/** What came into sight just now was seen, even if the window is gone before the turn of its toast; in milliseconds. */
const JUST_NOW = 3_000;

/** Which rows their user sees in the window. */
export interface Sight {
  /** At least half of each of these rows is visible in the window, and of no other. */
  report(ids: readonly string[]): void;
  /** It is in sight, or has just come into sight. */
  has(id: string): boolean;
  /** Settles when all of them are in sight, or will not be soon; at once if nobody looks at the window. */
  settled(ids: readonly string[]): Promise<void>;
}

export function createSight(deps: {
  /** Whether the window is visible and has the focus. */
  inFront: () => boolean;
  /** Milliseconds of a clock that nobody sets. */
  elapsed: () => number;
}): Sight {
  const { inFront, elapsed } = deps;
  let inSight: ReadonlySet<string> = new Set();
  /** When each has come into sight. */
  const cameAt = new Map<string, number>();
  const waiting = new Set<() => void>();

  const isJustNow = (at: number): boolean => elapsed() - at < JUST_NOW;
  function has(id: string): boolean {
    return (inSight.has(id) && inFront()) || isJustNow(cameAt.get(id) ?? Number.NEGATIVE_INFINITY);
  }

  return {
    report(ids) {
      for (const [id, at] of cameAt) if (!isJustNow(at)) cameAt.delete(id);
      if (inFront()) for (const id of ids) if (!inSight.has(id)) cameAt.set(id, elapsed());
      inSight = new Set(ids);
      for (const look of [...waiting]) look();
    },
    has,
    async settled(ids) {
      if (!inFront() || ids.every(has)) return;
      await new Promise<void>((resolve) => {
        function end(): void {
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        }
        function look(): void {
          if (ids.every(has)) end();
        }
        const timer = setTimeout(end, PATIENCE);
        waiting.add(look);
      });
    },
  };
}
