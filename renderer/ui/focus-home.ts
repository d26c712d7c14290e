import { useEffect } from 'react';

/** Where the focus goes on a page when nothing else has it. */
const HOME = '[data-focus-home]';

/** Gives the focus to its place in there: the innermost, which is the last one. */
export function focusHome(inside: ParentNode): void {
  const homes = [...inside.querySelectorAll<HTMLElement>(HOME)];
  homes.findLast((home) => home.checkVisibility())?.focus({ preventScroll: true });
}

/** The focus never stays on the document, where keys do nothing: it goes home when what had it is gone. */
export function useFocusHome(): void {
  useEffect(() => {
    const look = (): void => {
      if (document.activeElement === document.body) focusHome(document);
    };
    // A removed element loses the focus without an event; a hidden one with an event, before the next has it.
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    const later = (): void => void setTimeout(look);
    window.addEventListener('focusout', later);
    return () => {
      observer.disconnect();
      window.removeEventListener('focusout', later);
    };
  }, []);
}
