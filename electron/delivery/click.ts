import { type Command, onRows, plain } from '#app/rules/commands';
import type { NotifierEvent } from './notifiers/notifiers.ts';
import { idAt, type Screen } from './toasts/toasts.ts';

type Click = Exclude<NotifierEvent, { type: 'available' | 'activated' | 'closed' }>;
type Activation = Extract<NotifierEvent, { type: 'activated' }>;
/** What a toast stands for; null: nothing any more. */
type Meaning = ReturnType<Screen['meaning']>;

const answer = (id: string, text: string): readonly Command[] => [
  { id: 'inbox.reply', args: { id, text, key: crypto.randomUUID() } },
  onRows('inbox.read', [id]),
];

/** The commands for a click on a toast of an earlier run: which button it was is no longer known. */
export function commandsAfter({ place, reply }: Activation): readonly Command[] {
  const id = place === null ? null : idAt(place);
  if (id === null) return [plain('inbox.showUnread')];
  return reply === null ? [onRows('inbox.open', [id])] : answer(id, reply);
}

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
      return [{ id: 'inbox.runAction', args: { id, action: click.action } }];
    case 'mute': {
      const source = meaning.what.single ? null : meaning.what.source;
      return source === null ? [] : [{ id: 'sources.muteHour', args: { id: source } }];
    }
    case 'compose':
      return [{ id: 'inbox.compose', args: { id } }];
    case 'reply':
      return answer(id, click.text);
    default:
      return click satisfies never;
  }
}

/** The notifications that its user has certainly seen: not those of a summary, nor one whose link may not open. */
export const seenBy = ({ type }: Click, meaning: Meaning): readonly string[] =>
  type !== 'open' && meaning?.what.single ? meaning.ids : [];
