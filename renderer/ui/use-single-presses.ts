import { useEffect } from 'react';
import { createPressGuard } from './press-guard.ts';

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
