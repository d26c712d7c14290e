/** How long after a press the next at the same place may still be the second of a double click, in milliseconds. */
const DOUBLE_CLICK = 500;
/** How far a hand that means the same place may slip between the two, in pixels; a button of a row has 24. */
const SLIP = 12;

export type Press = Readonly<{
  /** How many the system counts in a row, at the speed that its user has set. */
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
  const isNear = (from: Press, to: Pick<Press, 'clientX' | 'clientY'>): boolean =>
    Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) <= SLIP;
  return {
    repeats(press) {
      const before = last;
      last = press;
      if (press.detail > 1) return true;
      return before !== null && press.timeStamp - before.timeStamp < DOUBLE_CLICK && isNear(before, press);
    },
    moved(to) {
      if (last !== null && !isNear(last, to)) last = null;
    },
    typed() {
      last = null;
    },
  };
}
