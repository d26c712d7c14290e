import { lazy, Suspense, useEffect } from 'react';
import type { AppStatus } from '#app/state';
import { useCommands } from './commands/commands.ts';
import { useStore, useWindowState } from './state/state.tsx';

// Few starts of the window need them.
const Palette = lazy(() => import('./palette/palette.tsx').then(({ Palette: it }) => ({ default: it })));
const CheatSheet = lazy(() =>
  import('./cheat-sheet/cheat-sheet.tsx').then(({ CheatSheet: it }) => ({ default: it })),
);

/** What lies over the window: its commands, or their keys. */
export function Panels({ status }: { readonly status: AppStatus }) {
  const { panel } = useWindowState();
  const shown = useStore(panel);
  const close = (): void => panel.set(null);
  useCommands({ 'palette.open': () => panel.set('palette'), 'keys.show': () => panel.set('keys') });
  // A page that is loaded again does not know its dialog.
  useEffect(() => () => panel.set(null), [panel]);
  return (
    <Suspense>
      {shown === 'palette' ? <Palette status={status} onClose={close} /> : null}
      {shown === 'keys' ? <CheatSheet onClose={close} /> : null}
    </Suspense>
  );
}
