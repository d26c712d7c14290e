/** How long a row that has just arrived has to come into sight, in milliseconds: it must first be sent, drawn and reported. */
const PATIENCE = 300;

/** Which rows their user sees in the window. */
export interface Sight {
  /** At least half of each of these rows is visible in the window, and of no other. */
  report(ids: readonly string[]): void;
  has(id: string): boolean;
  /** Settles when all of them are in sight, or will not be soon; at once if nobody looks at the window. */
  settled(ids: readonly string[]): Promise<void>;
}

/** @param inFront whether the window is visible and has the focus */
export function createSight(inFront: () => boolean): Sight {
  let inSight: ReadonlySet<string> = new Set();
  const waiting = new Set<() => void>();
  const areIn = (ids: readonly string[]): boolean => ids.every((id) => inSight.has(id));

  return {
    report(ids) {
      inSight = new Set(ids);
      for (const look of [...waiting]) look();
    },
    has: (id) => inSight.has(id) && inFront(),
    async settled(ids) {
      if (!inFront() || areIn(ids)) return;
      await new Promise<void>((resolve) => {
        function end(): void {
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        }
        function look(): void {
          if (areIn(ids)) end();
        }
        const timer = setTimeout(end, PATIENCE);
        waiting.add(look);
      });
    },
  };
}
