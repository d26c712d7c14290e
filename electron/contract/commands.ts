import Type, { type Static } from 'typebox';
import { NotificationId } from '#server/notification';
import { SourceId } from '#server/source';
import { REPLY_LIMIT } from './rules/source-bounds.ts';

export const Ids = Type.Object(
  { ids: Type.Array(NotificationId, { minItems: 1, maxItems: 500 }) },
  { additionalProperties: false },
);
const One = Type.Object({ id: NotificationId }, { additionalProperties: false });
const None = Type.Object({}, { additionalProperties: false });

/** Every user action and its arguments. Rows, toasts, tray, hotkeys and menus all run these. */
export const COMMANDS = {
  'inbox.read': Ids,
  'inbox.unread': Ids,
  'inbox.archive': Ids,
  'inbox.unarchive': Ids,
  'inbox.delete': Ids,
  /** A refusal by its source is known by now: these rows need not tell of it any more. */
  'inbox.dismiss': Ids,
  'inbox.readAll': None,
  /** Opens its link, else shows it in the window, and marks it read. A link that cannot be opened leaves it unread. */
  'inbox.open': One,
  /** Puts its link into the clipboard. */
  'inbox.copyLink': One,
  /** Shows the window at what is unread. */
  'inbox.showUnread': None,
  /** Answers a notification that can be answered; `key`: of this answer, which is given once under it. */
  'inbox.reply': Type.Object(
    {
      id: NotificationId,
      text: Type.String({ minLength: 1, maxLength: REPLY_LIMIT }),
      key: Type.String({ minLength: 1, maxLength: 100 }),
    },
    { additionalProperties: false },
  ),
  /** Somebody is writing an answer; told at most every few seconds. */
  'inbox.typing': One,
  'inbox.sendTest': None,
  'curl.copy': None,
  'delivery.pause': Type.Object(
    { until: Type.Enum(['30m', '1h', 'tomorrow']) },
    { additionalProperties: false },
  ),
  'delivery.resume': None,
  'connection.retry': None,
  /** Shows the window: hidden before, at what is unread, if there is something. */
  'window.open': None,
  'window.hide': None,
  'window.toggle': None,
  'settings.open': None,
  /** Opens the folder of the log files. */
  'logs.open': None,
  /** Writes the diagnostic report into that folder and shows it there. */
  'report.save': None,
  /** What is wrong with this file of the profile is known. */
  'files.dismiss': Type.Object(
    { file: Type.String({ minLength: 1, maxLength: 255 }) },
    { additionalProperties: false },
  ),
  /** Restarts into another version; does nothing unless one is `ready`, or has `replaced` this one. */
  'app.update': None,
  'sources.open': None,
  /** Connects now instead of at the next try. */
  'sources.retry': Type.Object({ id: SourceId }, { additionalProperties: false }),
  'app.quit': None,
} as const;

export type CommandId = keyof typeof COMMANDS;
export type CommandArgs<C extends CommandId> = Static<(typeof COMMANDS)[C]>;
/** A command with its arguments, as a value. */
export type Command = { [C in CommandId]: Readonly<{ id: C; args: CommandArgs<C> }> }[CommandId];
