import type { Command } from '#app/commands';
import type { NotifierEvent } from './notifier.ts';
import type { Screen } from './screen.ts';

type Click = Exclude<NotifierEvent['type'], 'available'>;

/** The command that something done to a toast means, or null. `shown` is what the toast stands for. */
export function commandOf(click: Click, shown: ReturnType<Screen['meaning']>): Command | null {
  if (shown === null) return null;
  const { single, ids } = shown;
  const [id] = ids;
  if (id === undefined) return null;
  switch (click) {
    case 'closed':
      return null;
    case 'read':
      return { id: 'inbox.read', args: { ids: [...ids] } };
    case 'open':
      return single ? { id: 'inbox.open', args: { id } } : { id: 'inbox.showUnread', args: {} };
    default:
      return click satisfies never;
  }
}
