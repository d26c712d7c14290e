import { useEffect } from 'react';
import { useCommands, useDispatcher } from '../commands/commands.ts';
import { useWindowState } from '../state/state.tsx';

/** Other elements that handle Escape while they have the focus. */
const OTHERS = '[data-owns-escape]:not(search)';

/** The keys that open and close the search, wherever the focus is. */
export function useSearchKeys(): void {
  const { search } = useWindowState();
  const { commandOf } = useDispatcher();
  useCommands({ 'search.open': search.open });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const closes: 'search.close' | null = commandOf('search', event);
      const others = event.target instanceof Element && event.target.closest(OTHERS) !== null;
      if (closes !== null && search.get().open && !others) {
        // The window's own Escape must not find that nothing is left to close.
        event.stopImmediatePropagation();
        // Focuses the rows, if there are any: the field disappears with its focus.
        document.querySelector<HTMLElement>('[role="feed"] [tabindex="0"]')?.focus();
        search.close();
      }
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [search, commandOf]);
}
