import { useEffect } from 'react';
import { useCommands, useDispatcher } from '../../commands/commands.ts';
import { useWindowState } from '../../state/state.tsx';
import { escapeOwners } from '../../ui/use-escape.ts';

/** The keys that open the search, wherever the focus is, and lead back from it: from a hit to the field, from there to the list. */
export function useSearchKeys(): void {
  const { search } = useWindowState();
  const { commandOf } = useDispatcher();
  useCommands({ 'search.open': search.open });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const closes: 'search.close' | null = commandOf('search', event);
      // Something inside of it, or below, may be closed first.
      if (closes === null || !search.get().open || escapeOwners().at(-1)?.matches('search') !== true) return;
      // The window's own Escape must not find that nothing is left to close.
      event.stopImmediatePropagation();
      if (event.target instanceof Element && event.target.closest('[role="feed"]') !== null) {
        search.open();
        return;
      }
      // Focuses the rows, if there are any: the field disappears with its focus.
      document.querySelector<HTMLElement>('[role="feed"] [tabindex="0"]')?.focus();
      search.close();
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [search, commandOf]);
}
