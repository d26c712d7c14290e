import { useEffect } from 'react';
import { commandOf, TYPING } from '../commands/commands.ts';
import { useWindowState } from '../state/state.tsx';

/** The keys that take back what was done last. Where text is typed, they take back typing. */
export function useUndoKeys(): void {
  const { actions } = useWindowState();
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (commandOf('inbox', event) !== 'inbox.undo') return;
      if (event.target instanceof Element && event.target.matches(TYPING)) return;
      event.preventDefault();
      void actions.run('inbox.undo');
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions]);
}
