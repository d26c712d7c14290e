/**
 * What its user can do with an inbox, wherever it is shown. The desktop adds commands of its own
 * (`electron/contract/rules/commands.ts`), the window what concerns nobody else (`renderer/commands/table.ts`).
 */
import { type ActionKind, belongs, type Deed, isInsistent, type PlainAction, type State } from './state.ts';

/**
 * Where a command is offered. `list`, `inbox`, `search`, `composer`, `window`: where its keys count: on a row, on the inbox's
 * page, while searching, while writing a reply, everywhere in the window. `tray.*`: sections of the tray's menu, in this order.
 */
export const KEY_PLACES = ['list', 'inbox', 'search', 'composer', 'window'] as const;
export type KeyPlace = (typeof KEY_PLACES)[number];
export type TrayPlace = 'tray.inbox' | 'tray.window' | 'tray.help' | 'tray.update' | 'tray.app';
/**
 * `row`: its buttons; `menu`: its menu; `toast`: its buttons; `tray.row`: the menu of one notification; `tray.thread`: that of several of a
 * thread; `palette`: the palette, which also has everything that has keys.
 */
export type Place =
  | KeyPlace
  | TrayPlace
  | 'row'
  | 'menu'
  | 'toast'
  | 'toolbar'
  | 'palette'
  | 'tray.row'
  | 'tray.thread';

/** What arguments are; a contract has their schemas. */
export interface ArgTypes {
  notification: string;
  notifications: readonly string[];
  /** `key`: its name within its source. */
  thread: Readonly<{ source: string; key: string }>;
  /** Words of a reply. */
  reply: string;
  address: string;
  /** Id of an action that a notification's sender offers. */
  action: string;
  /** Identifies a reply, so that a repeated one is not sent twice. */
  key: string;
}

export interface CommandEntry<Context> {
  /** Kinds of its arguments, by name. */
  readonly args: Readonly<Record<string, string>>;
  /** What it does to rows. */
  readonly action?: ActionKind;
  /** Name of a Lucide icon. */
  readonly icon?: string;
  /**
   * `j`, `Shift+i`, `Mod+f` (Ctrl or Cmd), `#`, `Enter`, `Space`, or one after another, `g i`: the first is shown beside its title.
   * Characters that are no letter stand for themselves, however they are typed.
   */
  readonly keys?: readonly string[];
  /** Whether a held key goes on doing it. */
  readonly repeats?: boolean;
  /** When there is something to do; missing: always. */
  readonly when?: (context: Context) => boolean;
  /** A menu keeps it while there is nothing to do, disabled: without it all others would move. */
  readonly stays?: boolean;
  readonly where: readonly Place[];
}

/** What `when` looks at to decide whether a row offers a command. */
export type RowState = State<unknown> & Readonly<{ reply: unknown }>;

const HOUR = 60 * 60 * 1_000;

const ids = { ids: 'notifications' } as const;
const id = { id: 'notification' } as const;
const thread = { thread: 'thread' } as const;
const isRead = ({ read_at }: RowState): boolean => read_at !== null;
const isDone = (row: RowState): boolean => belongs('done', row);

/** Commands on rows. Buttons and menu entries have this order. */
export const ROW_COMMANDS = {
  /** Opens its link, else shows it in the window, and marks it read. A link that cannot be opened leaves it unread. */
  'inbox.open': { args: id, action: 'read', where: ['tray.row'] },
  /** Ends an emergency, on every device and for good. A row of one has a button for it that is always there. */
  'inbox.acknowledge': {
    args: ids,
    action: 'acknowledge',
    keys: ['a'],
    when: isInsistent,
    where: ['list', 'toast', 'tray.row'],
  },
  'inbox.read': {
    args: ids,
    action: 'read',
    icon: 'mail-open',
    keys: ['u', 'Shift+i'],
    when: (row) => !isRead(row),
    where: ['list', 'row', 'toast', 'tray.row'],
  },
  'inbox.unread': {
    args: ids,
    action: 'unread',
    icon: 'mail',
    keys: ['u', 'Shift+u'],
    when: isRead,
    where: ['list', 'row'],
  },
  'inbox.done': {
    args: ids,
    action: 'done',
    icon: 'check',
    keys: ['e'],
    when: (row) => !isDone(row),
    where: ['list', 'row', 'toast', 'tray.row'],
  },
  'inbox.snoozeHour': { args: ids, action: 'snooze', when: (row) => !isDone(row), where: ['toast'] },
  'inbox.restore': {
    args: ids,
    action: 'restore',
    icon: 'inbox',
    keys: ['e'],
    when: isDone,
    where: ['list', 'row'],
  },
  'inbox.delete': {
    args: ids,
    action: 'delete',
    icon: 'trash-2',
    keys: ['#', 'Delete'],
    where: ['list', 'row'],
  },
  /** The user has seen that the source refused it: these rows stop saying so. */
  'inbox.dismiss': { args: ids, action: 'dismiss', where: [] },
} as const satisfies Readonly<Record<string, CommandEntry<RowState> & { action: PlainAction | 'snooze' }>>;

export const INBOX_COMMANDS = {
  ...ROW_COMMANDS,
  'inbox.readAll': {
    args: {},
    icon: 'check-check',
    when: ({ unread }: { readonly unread: number }) => unread > 0,
    stays: true,
    where: ['toolbar', 'tray.inbox', 'palette'],
  },
  /** Takes back what was done last, on any device; once more, what was done before that. */
  'inbox.undo': { args: {}, keys: ['z', 'Mod+z'], where: ['inbox'] },
  /** On what is unread in a thread. */
  'inbox.readThread': { args: thread, where: ['tray.thread'] },
  'inbox.doneThread': { args: thread, where: ['tray.thread'] },
  /** Does what its sender offers. */
  'inbox.runAction': { args: { ...id, action: 'action' }, where: [] },
  /**
   * Lets its source send requests to the origin of this action, and does it. `url`: as its user has read it: the action may be another one
   * by now.
   */
  'inbox.allowAction': { args: { ...id, action: 'action', url: 'address' }, where: [] },
  /** Puts its link into the clipboard. */
  'inbox.copyLink': { args: id, where: [] },
  /** Shows it in the window, where an answer can be written. */
  'inbox.compose': { args: id, where: [] },
  /** Answers a notification that can be answered. */
  'inbox.reply': { args: { ...id, text: 'reply', key: 'key' }, where: [] },
  /** Somebody is writing an answer; sent at most every few seconds. */
  'inbox.typing': { args: id, where: [] },
} as const satisfies Readonly<Record<string, CommandEntry<never>>>;

export type RowCommandId = keyof typeof ROW_COMMANDS;

export const isRowCommand = (id: string): id is RowCommandId => Object.hasOwn(ROW_COMMANDS, id);

/** What a command does to rows at this time, in milliseconds. */
export function deedAt(id: RowCommandId, now: number): Exclude<Deed<string>, { kind: 'mute' }> {
  const { action } = ROW_COMMANDS[id];
  if (action !== 'snooze') return { kind: action };
  return { kind: action, until: new Date(now + HOUR).toISOString() };
}

type Table<Context> = Readonly<Record<string, CommandEntry<Context>>>;
/** The commands that a place offers. */
export type IdAt<T extends Table<never>, P extends Place> = {
  [Id in keyof T & string]: Extract<T[Id]['where'][number], P> extends never ? never : Id;
}[keyof T & string];

/** The commands of one place, in the table's order. */
export const commandsAt = <T extends Table<never>, P extends Place>(
  table: T,
  place: P,
): readonly IdAt<T, P>[] =>
  (Object.keys(table) as IdAt<T, P>[]).filter((id) => table[id]?.where.includes(place));

/** The commands of one place that have something to do. */
export const offered = <Context, T extends Table<Context>, P extends Place>(
  table: T,
  place: P,
  context: Context,
): readonly IdAt<T, P>[] => commandsAt(table, place).filter((id) => table[id]?.when?.(context) ?? true);
