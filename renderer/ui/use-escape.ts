import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

interface EscapeOwner<E extends HTMLElement> {
  readonly ref: RefObject<E | null>;
  readonly 'data-owns-escape': '' | undefined;
}

/** Visible elements that Escape closes before the window. */
export function escapeOwners(): readonly Element[] {
  return [...document.querySelectorAll('[data-owns-escape]')].filter((owner) => owner.checkVisibility());
}

/** The one that Escape closes: of those around the focus the innermost, or the last one in it. */
function escapeOwner(): Element | undefined {
  const owners = escapeOwners();
  const around = owners.findLast((owner) => owner.contains(document.activeElement));
  return owners.findLast((owner) => around?.contains(owner) ?? true);
}

/**
 * Escape is the returned element's while it is there and `owns` it: spread this on it. Of several, the
 * innermost around the focus has it, else the last in the document.
 */
export function useEscape<E extends HTMLElement = HTMLDivElement>(
  onEscape: () => void,
  owns = true,
): EscapeOwner<E> {
  const ref = useRef<E>(null);
  const leave = useEffectEvent(onEscape);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.isComposing) return;
      if (escapeOwner() !== ref.current) return;
      // A tooltip would handle it instead, or the window, once this is closed.
      event.stopImmediatePropagation();
      leave();
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return { ref, 'data-owns-escape': owns ? '' : undefined };
}
