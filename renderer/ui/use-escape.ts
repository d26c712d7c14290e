import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

interface EscapeOwner {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly 'data-owns-escape': '';
}

/**
 * Escape is the returned element's while it is there: spread this on it. Of several, the last in the document has it, which
 * is the innermost.
 */
export function useEscape(onEscape: () => void): EscapeOwner {
  const ref = useRef<HTMLDivElement>(null);
  const leave = useEffectEvent(onEscape);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.isComposing) return;
      const owners = [...document.querySelectorAll('[data-owns-escape]')];
      if (owners.at(-1) !== ref.current) return;
      // A tooltip would take it for itself.
      event.stopPropagation();
      leave();
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return { ref, 'data-owns-escape': '' };
}
