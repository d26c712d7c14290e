/** How long after a press the next at the same place may still be the second of a double click, in milliseconds. */
const DOUBLE_CLICK = 500;
/** How far a hand that means the same place may slip between the two, in pixels; a button of a row has 24. */
const SLIP = 12;
/** So far the system itself counts, with the speed that its user has set, in pixels. */
const COUNTED = 2;

export type Press = Readonly<{
  /** How many the system counts in a row. */
  detail: number;
  timeStamp: number;
  clientX: number;
  clientY: number;
}>;

export interface PressGuard {
  /** Whether the press repeats the one before, and was meant for what lay under the pointer then. */
  repeats(press: Press): boolean;
  /** A pointer that has left the place means what it comes back to. */
  moved(to: Pick<Press, 'clientX' | 'clientY'>): void;
  /** So does a hand that has typed since. */
  typed(): void;
}

/**
 * Tells the second press of a double click: what the first one did may have moved another row's bin under the pointer,
 * and the system calls it a double click only where the hand did not slip by more than a few pixels.
 */
export function createPressGuard(): PressGuard {
  let last: Press | null = null;
  const distance = (from: Press, to: Pick<Press, 'clientX' | 'clientY'>): number =>
    Math.max(Math.abs(to.clientX - from.clientX), Math.abs(to.clientY - from.clientY));
  return {
    repeats(press) {
      const before = last;
      last = press;
      if (press.detail > 1) return true;
      if (before === null || press.timeStamp - before.timeStamp >= DOUBLE_CLICK) return false;
      const slip = distance(before, press);
      return slip > COUNTED && slip <= SLIP;
    },
    moved(to) {
      if (last !== null && distance(last, to) > SLIP) last = null;
    },
    typed() {
      last = null;
    },
  };
}
