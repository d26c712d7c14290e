import { useEffect } from 'react';

/** How long after a press the next at the same place may still be the second of a double click, in milliseconds. */
const DOUBLE_CLICK = 500;
/** How far the pointer may slip between two presses meant for the same place, in pixels. A row's button has 24. */
const SLIP = 12;
/** Within this distance the system counts double clicks by itself, at the speed the user has set. In pixels. */
const COUNTED = 2;

export type Press = Readonly<{
  /** How many presses in a row the system has counted. */
  detail: number;
  timeStamp: number;
  clientX: number;
  clientY: number;
}>;

export interface PressGuard {
  /** Whether this press repeats the last one, and so was meant for what lay under the pointer then. */
  repeats(press: Press): boolean;
  /** After the pointer has left the place, the next press counts. */
  moved(to: Pick<Press, 'clientX' | 'clientY'>): void;
  /** After typing, the next press counts too. */
  typed(): void;
}

/**
 * Recognises the second press of a double click. The first one may have moved another row's bin under the pointer,
 * and the system only counts a double click if the pointer has hardly moved.
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

/** A double click there selects a word, and a held Enter makes lines. */
const TEXT = 'input, textarea, select, [contenteditable]';
const LINES = 'textarea, [contenteditable]';
const CONTROL = 'button, a[href], [role^="menuitem"]';

const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** In the whole window one press does one thing: the second press of a double click and a held key do nothing. */
export function useSinglePresses(): void {
  useEffect(() => {
    const guard = createPressGuard();
    let repeated = false;
    function onMouseDown(event: MouseEvent): void {
      if (event.button !== 0) return;
      repeated = guard.repeats(event);
      // It must not take the focus either: Enter would then press it.
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
