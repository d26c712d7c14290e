/** Every user action, of rows, toasts, tray, shortcut and window. Their words are in `../i18n`. */
import { type ArgTypes, type CommandEntry, INBOX_COMMANDS, type RowCommandId } from '#server/rules/commands';
import type { KeyOf } from './settings.ts';

/** How long a pause lasts. */
export const PAUSES = ['30m', '1h', '4h', 'tomorrow'] as const;
export type PauseLength = (typeof PAUSES)[number];
/** Or until this moment, ISO 8601 in UTC. */
export type PauseUntil = PauseLength | `${string}T${string}Z`;
/** @throws RangeError if it is no moment */
export const pauseUntil = (moment: Date): PauseUntil => moment.toISOString() as PauseUntil;

interface DesktopArgTypes extends ArgTypes {
  pause: PauseUntil;
  source: string;
  /** Name of a file of the profile. */
  file: string;
}
export type ArgKind = keyof DesktopArgTypes;

/** The state that decides whether a command is offered. */
type DesktopState = Readonly<{
  unread: number;
  pausedUntil: string | null;
  presentingUntil: string | null;
  windowVisible: boolean;
  /** The version that is ready. */
  update: string | null;
  /** Another program has installed another version. */
  replaced: boolean;
}>;

const DESKTOP_COMMANDS = {
  'delivery.pause': {
    args: { until: 'pause' },
    when: ({ pausedUntil }) => pausedUntil === null,
    where: ['tray.inbox'],
  },
  'delivery.resume': {
    args: {},
    when: ({ pausedUntil }) => pausedUntil !== null,
    where: ['tray.inbox', 'palette'],
  },
  /** Begins a pause of an hour, or ends the pause. Its key is a setting. */
  'delivery.togglePause': { args: {}, where: [] },
  /** Toasts say less while others see the screen. */
  'delivery.present': {
    args: {},
    when: ({ presentingUntil }) => presentingUntil === null,
    where: ['tray.inbox', 'palette'],
  },
  'delivery.presentEnd': {
    args: {},
    when: ({ presentingUntil }) => presentingUntil !== null,
    where: ['tray.inbox', 'palette'],
  },
  /** Shows the window. A hidden one shows what is unread, if there is anything. A visible one may be covered, or on another workspace. */
  'window.open': { args: {}, where: ['tray.window'] },
  'window.hide': {
    args: {},
    keys: ['Escape'],
    when: ({ windowVisible }) => windowVisible,
    where: ['window', 'tray.window'],
  },
  /** Its key is a setting. */
  'window.toggle': { args: {}, where: [] },
  /** All commands, found by their titles. In the window it is shown where its user is. */
  'palette.open': { args: {}, icon: 'command', keys: ['Mod+k'], where: ['window'] },
  'settings.open': {
    args: {},
    icon: 'settings',
    keys: ['Mod+,'],
    where: ['window', 'toolbar', 'tray.window'],
  },
  /** Opens the editor of a rule for what is like this notification. */
  'inbox.makeRule': { args: { id: 'notification' }, where: ['menu'] },
  'text.larger': { args: {}, keys: ['Mod++', 'Mod+='], repeats: true, where: ['window'] },
  'text.smaller': { args: {}, keys: ['Mod+-'], repeats: true, where: ['window'] },
  'text.reset': { args: {}, keys: ['Mod+0'], where: ['window'] },
  'sources.open': { args: {}, where: ['tray.window', 'palette'] },
  /** Connects now, without waiting for the next try. */
  'sources.retry': { args: { id: 'source' }, where: ['palette'] },
  /** What comes from it within an hour does not count as unread. */
  'sources.muteHour': { args: { id: 'source' }, where: ['palette'] },
  /** Shows the window with the newest notification. Its key is a setting. */
  'inbox.showNewest': { args: {}, where: [] },
  /** Shows the window with what is unread. */
  'inbox.showUnread': { args: {}, where: [] },
  /** This step of the first run is done, or skipped. */
  'firstRun.next': { args: {}, where: [] },
  /** Sends a notification, and nothing else. */
  'inbox.sendTest': { args: {}, where: [] },
  /** Shows the page where a test notification is followed to the screen, and sends one. */
  'walk.start': { args: {}, where: ['tray.help', 'palette'] },
  /** The command, the address and the token of senders on this computer, to the clipboard: the window has no token. */
  'curl.copy': { args: {}, where: ['palette'] },
  'endpoint.copyUrl': { args: {}, where: ['palette'] },
  'endpoint.copyToken': { args: {}, where: [] },
  /** Replaces that token; the old one is refused from then on. */
  'endpoint.rotate': { args: {}, where: [] },
  'connection.retry': { args: {}, where: ['palette'] },
  /** Dismisses the trouble of this file of the profile. */
  'files.dismiss': { args: { file: 'file' }, where: [] },
  /** Opens the folder of the log files. */
  'logs.open': { args: {}, where: ['tray.help', 'palette'] },
  /** Writes the diagnostic report into that folder and shows it there. */
  'report.save': { args: {}, where: ['tray.help', 'palette'] },
  /** Restarts into another version. Does nothing unless one is `ready`, or has `replaced` this one. */
  'app.update': {
    args: {},
    when: ({ update, replaced }) => update !== null || replaced,
    where: ['tray.update', 'palette'],
  },
  'app.quit': { args: {}, where: ['tray.app', 'palette'] },
} as const satisfies Readonly<Record<string, CommandEntry<DesktopState>>>;

export const COMMANDS = { ...INBOX_COMMANDS, ...DESKTOP_COMMANDS } as const;

/** Commands that do not concern a row. */
export const APP_COMMANDS = {
  'inbox.readAll': INBOX_COMMANDS['inbox.readAll'],
  ...DESKTOP_COMMANDS,
} as const;

/** What a key does that works in every program, by its setting. */
export const GLOBAL_KEYS = {
  shortcut: 'window.toggle',
  newestShortcut: 'inbox.showNewest',
  pauseShortcut: 'delivery.togglePause',
  paletteShortcut: 'palette.open',
} as const satisfies Readonly<Record<KeyOf<'shortcut'>, keyof typeof DESKTOP_COMMANDS>>;

export const SHORTCUT_KEYS = Object.keys(GLOBAL_KEYS) as readonly KeyOf<'shortcut'>[];

/** What a second start may ask the first one to do, by its option: for desktops that let no program listen to such keys. */
export const VERBS = {
  toggle: GLOBAL_KEYS.shortcut,
  newest: GLOBAL_KEYS.newestShortcut,
  pause: GLOBAL_KEYS.pauseShortcut,
  palette: GLOBAL_KEYS.paletteShortcut,
} as const;
export type Verb = keyof typeof VERBS;

export type CommandId = keyof typeof COMMANDS;
type KindsOf<C extends CommandId> = (typeof COMMANDS)[C]['args'];
export type CommandArgs<C extends CommandId> = {
  readonly [Name in keyof KindsOf<C>]: KindsOf<C>[Name] extends ArgKind
    ? DesktopArgTypes[KindsOf<C>[Name]]
    : never;
};
/** A command with its arguments, as a value. */
export type Command = { [C in CommandId]: Readonly<{ id: C; args: CommandArgs<C> }> }[CommandId];
/** Commands without arguments. */
export type PlainCommandId = {
  [C in CommandId]: keyof KindsOf<C> extends never ? C : never;
}[CommandId];

export const isPlain = (id: CommandId): id is PlainCommandId => Object.keys(COMMANDS[id].args).length === 0;

/** A command without arguments, as a value. The compiler takes apart no union of more than 25. */
export const plain = (id: PlainCommandId): Command => ({ id, args: {} }) as Command;

/** The command for these rows. A command for a single row gets the first one. @throws RangeError if there is none */
export function onRows(id: RowCommandId, ids: readonly string[]): Command {
  const [first] = ids;
  if (first === undefined) throw new RangeError('no row');
  return id === 'inbox.open' ? { id, args: { id: first } } : { id, args: { ids: [...ids] } };
}

/** Whether the command acts on several rows. */
export const isOnRows = (
  command: Command,
): command is Extract<Command, { args: { ids: readonly string[] } }> => 'ids' in command.args;
