import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

interface EscapeOwner {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly 'data-owns-escape': '';
}

/** Visible elements that Escape closes first. The last one is the innermost and closes first. */
export function escapeOwners(): readonly Element[] {
  return [...document.querySelectorAll('[data-owns-escape]')].filter((owner) => owner.checkVisibility());
}

/**
 * Escape is the returned element's while it is there: spread this on it. Of several, the last in the document
 * has it.
 */
export function useEscape(onEscape: () => void): EscapeOwner {
  const ref = useRef<HTMLDivElement>(null);
  const leave = useEffectEvent(onEscape);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.isComposing) return;
      if (escapeOwners().at(-1) !== ref.current) return;
      // A tooltip would handle it instead.
      event.stopPropagation();
      leave();
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return { ref, 'data-owns-escape': '' };
}
