import { type Command, onRows, plain } from '#app/rules/commands';
import type { NotifierEvent } from './notifiers/notifiers.ts';
import type { Screen } from './toasts/toasts.ts';

type Click = Exclude<NotifierEvent, { type: 'available' }>;

/** The command for a click on a toast; null: none. `meaning` is what the toast stands for. */
export function commandOf(click: Click, meaning: ReturnType<Screen['meaning']>): Command | null {
  if (meaning === null) return null;
  const { single, ids } = meaning;
  if (ids.length === 0) return null;
  switch (click.type) {
    case 'closed':
      return null;
    case 'button':
      return onRows(click.command, ids);
    case 'open':
      return single ? onRows('inbox.open', ids) : plain('inbox.showUnread');
    default:
      return click satisfies never;
  }
}
