import { useEffect } from 'react';

/** Where the focus goes on a page when nothing else has it. */
const HOME = '[data-focus-home]';

/** Gives the focus to its place in there: the innermost, which is the last one. */
export function focusHome(inside: ParentNode): void {
  const homes = [...inside.querySelectorAll<HTMLElement>(HOME)];
  homes.findLast((home) => home.checkVisibility())?.focus({ preventScroll: true });
}

/** What is around an element and can have the focus, from the inside. */
function around(element: Element): readonly HTMLElement[] {
  const outer = element.parentElement?.closest<HTMLElement>('[tabindex]') ?? null;
  return outer === null ? [] : [outer, ...around(outer)];
}

/**
 * The focus never stays on the document, where keys do nothing: when what had it is gone, it goes to what is around that, such as a row,
 * or home.
 */
export function useFocusHome(): void {
  useEffect(() => {
    let outer: readonly HTMLElement[] = [];
    const look = (): void => {
      if (document.activeElement !== document.body) return;
      const next = outer.find((element) => element.isConnected && element.checkVisibility());
      if (next === undefined) focusHome(document);
      else next.focus({ preventScroll: true });
    };
    const keep = ({ target }: FocusEvent): void => {
      if (target instanceof Element) outer = around(target);
    };
    // A removed element loses the focus without an event; a hidden one with an event, before the next has it.
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    const later = (): void => void setTimeout(look);
    window.addEventListener('focusin', keep);
    window.addEventListener('focusout', later);
    return () => {
      observer.disconnect();
      window.removeEventListener('focusin', keep);
      window.removeEventListener('focusout', later);
    };
  }, []);
}
