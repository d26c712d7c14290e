import { commandsAt, ROW_COMMANDS } from '#server/rules/commands';
import { isBlank } from '#server/rules/text/shown-text';
import type { Click, Toast, ToastButton } from './notifier.ts';

/** GNOME draws no more; of a longer row the labels become too short to read. */
export const MOST_BUTTONS = 3;

/** The key of a click on the toast itself. */
const DEFAULT = 'default';
/** KDE's and SwayNC's key of a field for an answer. https://invent.kde.org/frameworks/knotifications/-/blob/master/src/notifybypopup.cpp */
const INLINE_REPLY = 'inline-reply';
/** Keys of Belfry's own buttons, besides the ids of commands. */
const COMPOSE = 'compose';
const MUTE = 'mute';
const SENDER = 'sender:';
const COMMANDS = commandsAt(ROW_COMMANDS, 'toast');

function keyOf(button: ToastButton): string {
  switch (button.kind) {
    case 'command':
      return button.command;
    case 'sender':
      return `${SENDER}${button.id}`;
    case 'reply':
      return COMPOSE;
    case 'mute':
      return MUTE;
    default:
      return button satisfies never;
  }
}

/** What a daemon with these abilities offers: actions as Notify takes them, and the hint in its field for an answer, if it has one. */
export type Offer = Readonly<{ actions: readonly string[]; placeholder: string | null }>;

/** The buttons that are drawn, and the one that becomes a field for an answer. @param hasFields whether the system has such fields */
export function fitted(buttons: readonly ToastButton[], hasFields: boolean, most = MOST_BUTTONS) {
  const field = hasFields ? buttons.find((button) => button.kind === 'reply') : undefined;
  return { field, drawn: buttons.filter((button) => button !== field).slice(0, most) };
}

type OfferingDaemon = Readonly<{ can: ReadonlySet<string>; quirks: Readonly<{ mostButtons: number }> }>;

export function offerOf(
  { buttons }: Pick<Toast, 'buttons'>,
  openLabel: string,
  { can, quirks }: OfferingDaemon,
): Offer {
  if (!can.has('actions')) return { actions: [], placeholder: null };
  const { field, drawn } = fitted(buttons, can.has(INLINE_REPLY), quirks.mostButtons);
  return {
    actions: [
      ...[DEFAULT, openLabel],
      ...(field === undefined ? [] : [INLINE_REPLY, field.label]),
      ...drawn.flatMap((button) => [keyOf(button), button.label]),
    ],
    placeholder: field?.placeholder ?? null,
  };
}

/** What somebody has written into the field of a toast. */
export const answerOf = (text: string): Click =>
  isBlank(text) ? { type: 'compose' } : { type: 'reply', text };

/** The click that the daemon means by an action's key; null: none of ours. */
export function clickOf(key: string): Click | null {
  if (key === DEFAULT) return { type: 'open' };
  // A daemon without its field after all.
  if (key === MUTE) return { type: 'mute' };
  if (key === COMPOSE || key === INLINE_REPLY) return { type: 'compose' };
  if (key.startsWith(SENDER)) return { type: 'sender', action: key.slice(SENDER.length) };
  const command = COMMANDS.find((id) => id === key);
  return command === undefined ? null : { type: 'button', command };
}
