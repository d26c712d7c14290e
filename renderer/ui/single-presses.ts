import { useEffect } from 'react';

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

/** A double click there marks a word, and Enter may be held for lines. */
const TEXT = 'input, textarea, select, [contenteditable]';
const LINES = 'textarea, [contenteditable]';
const CONTROL = 'button, a[href], [role^="menuitem"]';

const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** In the whole window one press does one thing: not so the second of a double click, nor a key that is held. */
export function useSinglePresses(): void {
  useEffect(() => {
    const guard = createPressGuard();
    let repeated = false;
    function onMouseDown(event: MouseEvent): void {
      if (event.button !== 0) return;
      repeated = guard.repeats(event);
      // Nor does it take the focus, from which Enter would press it.
      if (repeated && isIn(event.target, CONTROL)) event.preventDefault();
    }
    function onClick(event: MouseEvent): void {
      // Keys and programs click without a count.
      if (event.detail > 0 && repeated && !isIn(event.target, TEXT)) stop(event);
    }
    function onKey(event: KeyboardEvent): void {
      if (event.repeat && event.key === 'Enter' && !isIn(event.target, LINES)) stop(event);
    }
    const ends = new AbortController();
    const options = { capture: true, signal: ends.signal };
    window.addEventListener('mousedown', onMouseDown, options);
    window.addEventListener('mousemove', guard.moved, options);
    window.addEventListener('input', guard.typed, options);
    window.addEventListener('click', onClick, options);
    window.addEventListener('keydown', onKey, options);
    return () => ends.abort();
  }, []);
}
