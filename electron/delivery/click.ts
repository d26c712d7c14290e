import { type Command, onRows, plain } from '#app/rules/commands';
import type { NotifierEvent } from './notifiers/notifiers.ts';
import type { Screen } from './toasts/toasts.ts';

type Click = Exclude<NotifierEvent, { type: 'available' | 'closed' }>;
/** What a toast stands for; null: nothing any more. */
type Meaning = ReturnType<Screen['meaning']>;

/** The commands for what a user did with a toast. */
export function commandsOf(click: Click, meaning: Meaning): readonly Command[] {
  const ids = meaning?.ids ?? [];
  const [id] = ids;
  if (meaning === null || id === undefined) return [];
  switch (click.type) {
    case 'button':
      return [onRows(click.command, ids)];
    case 'open':
      return [meaning.what.single ? onRows('inbox.open', ids) : plain('inbox.showUnread')];
    case 'sender':
      return [];
    case 'mute': {
      const source = meaning.what.single ? null : meaning.what.source;
      return source === null ? [] : [{ id: 'sources.muteHour', args: { id: source } }];
    }
    case 'compose':
      return [{ id: 'inbox.compose', args: { id } }];
    case 'reply':
      return [
        { id: 'inbox.reply', args: { id, text: click.text, key: crypto.randomUUID() } },
        onRows('inbox.read', ids),
      ];
    default:
      return click satisfies never;
  }
}

/** The notifications that its user has certainly seen: not those of a summary, nor one whose link may not open. */
export const seenBy = ({ type }: Click, meaning: Meaning): readonly string[] =>
  type !== 'open' && meaning?.what.single ? meaning.ids : [];
