import type { Command } from '#app/commands';
import type { NotifierEvent } from './notifier.ts';
import type { Screen } from './screen.ts';

type Click = Exclude<NotifierEvent['type'], 'available'>;

/** The command that something done to a toast means, or null. `shown` is what the toast stands for. */
export function commandOf(click: Click, shown: ReturnType<Screen['get']>): Command | null {
  const ids = shown?.items.map(({ id }) => id) ?? [];
  const [id] = ids;
  if (shown === null || id === undefined) return null;
  switch (click) {
    case 'closed':
      return null;
    case 'read':
      return { id: 'inbox.read', args: { ids } };
    case 'open':
      return shown.single ? { id: 'inbox.open', args: { id } } : { id: 'window.open', args: {} };
    default:
      return click satisfies never;
  }
}
