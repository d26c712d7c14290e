import { type Command, onRows, plain } from '#app/rules/commands';
import type { NotifierEvent } from './notifiers/notifiers.ts';
import type { Screen } from './screen.ts';

type Click = Exclude<NotifierEvent, { type: 'available' }>;

/** The command that something done to a toast means, or null. `shown` is what the toast stands for. */
export function commandOf(click: Click, shown: ReturnType<Screen['meaning']>): Command | null {
  if (shown === null) return null;
  const { single, ids } = shown;
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
