import { useEffect } from 'react';
import { commandOf, isTyping } from '../commands/commands.ts';
import { useWindowState } from '../state/state.tsx';

/** Whatever else wants Escape for itself while it has the focus. */
const OTHERS = '[data-owns-escape]:not(search)';

/** The keys that open the search, and the one that ends it, wherever the focus is. */
export function useSearchKeys(): void {
  const { search } = useWindowState();
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const opens: 'search.open' | null = commandOf('inbox', event);
      const closes: 'search.close' | null = commandOf('search', event);
      if (opens !== null && !isTyping(event)) {
        event.preventDefault();
        search.open();
      }
      const others = event.target instanceof Element && event.target.closest(OTHERS) !== null;
      if (closes !== null && search.get().open && !others) {
        // The window's own Escape must not see that there is nothing to close any more.
        event.stopImmediatePropagation();
        // To the rows, if there are any: the field takes its focus along.
        document.querySelector<HTMLElement>('[role="feed"] [tabindex="0"]')?.focus();
        search.close();
      }
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [search]);
}
