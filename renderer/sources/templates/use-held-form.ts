import { type RefObject, useEffect } from 'react';

/** While `isHeld`, the form around it cannot be submitted: `onHeld` says why. */
export function useHeldForm(
  inside: RefObject<HTMLElement | null>,
  isHeld: boolean,
  onHeld: () => void,
): void {
  useEffect(() => {
    const form = inside.current?.closest('form');
    if (!isHeld || !form) return;
    function hold(event: Event): void {
      event.preventDefault();
      // Before the listeners that would submit it.
      event.stopImmediatePropagation();
      onHeld();
    }
    form.addEventListener('submit', hold, { capture: true });
    return () => form.removeEventListener('submit', hold, { capture: true });
  });
}
