import { COMMANDS } from '#app/rules/commands';
import { type CommandEntry, ROW_COMMANDS, type RowState } from '#server/rules/commands';
import { belongs } from '#server/rules/state';

/** Moves to another row. */
export const MOVES = {
  'list.next': { args: {}, keys: ['j', 'ArrowDown'], repeats: true, where: ['list'] },
  'list.previous': { args: {}, keys: ['k', 'ArrowUp'], repeats: true, where: ['list'] },
  'list.first': { args: {}, keys: ['Home'], repeats: true, where: ['list'] },
  'list.last': { args: {}, keys: ['End'], repeats: true, where: ['list'] },
  'list.pageDown': { args: {}, keys: ['PageDown', 'Space'], repeats: true, where: ['list'] },
  'list.pageUp': { args: {}, keys: ['PageUp', 'Shift+Space'], repeats: true, where: ['list'] },
} as const satisfies Readonly<Record<string, CommandEntry<never>>>;

/** What `when` looks at to decide whether a row of the window offers a command. */
export type ShownRow = RowState & Readonly<{ url: string | null; group_key: string | null }>;

const isOfThread = ({ group_key: key }: ShownRow): boolean => key !== null;

/** Commands on a row of the list. Its buttons have this order. */
export const ROW_DEEDS = {
  'row.toggle': { args: {}, keys: ['Enter'], where: ['list'] },
  'row.link': {
    args: {},
    keys: ['o'],
    when: ({ url }: ShownRow) => url !== null,
    where: ['list', 'menu'],
  },
  'reply.open': {
    args: {},
    icon: 'reply',
    keys: ['r'],
    when: ({ reply }: RowState) => reply !== null,
    where: ['list', 'row'],
  },
  ...ROW_COMMANDS,
  /** Until the time that was chosen last. */
  'row.snoozeAgain': {
    args: {},
    keys: ['Shift+h'],
    when: ROW_COMMANDS['inbox.snooze'].when,
    where: ['list'],
  },
  /** What comes in its thread counts no more as unread. */
  'mute.thread': {
    args: {},
    keys: ['m'],
    when: ({ group_key }: ShownRow) => group_key !== null,
    where: ['list', 'menu'],
  },
  'mute.source': {
    args: {},
    keys: ['m'],
    when: ({ group_key }: ShownRow) => group_key === null,
    where: ['list', 'menu'],
  },
  'inbox.makeRule': COMMANDS['inbox.makeRule'],
  /** Why it did, or did not, interrupt its reader. */
  'row.why': { args: {}, keys: ['w'], where: ['list', 'menu'] },
  'thread.expand': { args: {}, keys: ['ArrowRight'], when: isOfThread, where: ['list'] },
  'thread.collapse': { args: {}, keys: ['ArrowLeft'], when: isOfThread, where: ['list'] },
  /** All rows of its thread that the view has. */
  'thread.done': {
    args: {},
    keys: ['Shift+e'],
    when: (row: ShownRow) => isOfThread(row) && !belongs('done', row) && !belongs('bin', row),
    where: ['list', 'menu'],
  },
  /** All of the day that the row is listed under. */
  'day.read': { args: {}, where: ['menu'] },
  'row.menu': { args: {}, icon: 'ellipsis', keys: ['.'], where: ['list', 'row'] },
} as const satisfies Readonly<Record<string, CommandEntry<ShownRow>>>;

/** Takes rows in, to act on them together. */
const SELECTING = {
  'row.select': { args: {}, keys: ['x'], where: ['inbox'] },
  'list.selectNext': { args: {}, keys: ['Shift+j', 'Shift+ArrowDown'], repeats: true, where: ['inbox'] },
  'list.selectPrevious': { args: {}, keys: ['Shift+k', 'Shift+ArrowUp'], repeats: true, where: ['inbox'] },
  'list.selectAll': { args: {}, keys: ['Mod+a'], where: ['inbox'] },
} as const satisfies Readonly<Record<string, CommandEntry<never>>>;

/** Moves between threads and single rows, past the rows of an expanded thread. */
export const THREAD_COMMANDS = {
  'thread.next': { args: {}, keys: [']'], where: ['inbox'] },
  'thread.previous': { args: {}, keys: ['['], where: ['inbox'] },
} as const satisfies Readonly<Record<string, CommandEntry<never>>>;

/** Leads to a view, or to one of the first saved searches. */
export const VIEW_COMMANDS = {
  'view.inbox': { args: {}, keys: ['g i', '1'], where: ['inbox'] },
  'view.unread': { args: {}, keys: ['g u', '2'], where: ['inbox'] },
  'view.saved': { args: {}, keys: ['g s', '3'], where: ['inbox'] },
  'view.snoozed': { args: {}, keys: ['g z', '4'], where: ['inbox'] },
  'view.done': { args: {}, keys: ['g d', '5'], where: ['inbox'] },
  'view.bin': { args: {}, keys: ['g b', '6'], where: ['inbox'] },
  'view.search1': { args: {}, keys: ['7'], where: ['inbox'] },
  'view.search2': { args: {}, keys: ['8'], where: ['inbox'] },
  'view.search3': { args: {}, keys: ['9'], where: ['inbox'] },
} as const satisfies Readonly<Record<string, CommandEntry<never>>>;

/** Every command of the window: those of the app, and those of the window alone. */
export const TABLE = {
  ...MOVES,
  ...ROW_DEEDS,
  ...SELECTING,
  ...THREAD_COMMANDS,
  ...VIEW_COMMANDS,
  'reply.send': { args: {}, keys: ['Mod+Enter'], where: ['composer'] },
  'reply.close': { args: {}, icon: 'x', keys: ['Escape'], where: ['composer'] },
  'search.open': { args: {}, icon: 'search', keys: ['Mod+f', '/'], where: ['inbox', 'toolbar'] },
  'pause.open': { args: {}, icon: 'bell', keys: ['p'], where: ['inbox', 'toolbar'] },
  /** Takes back one of the actions of the last day, on any device. */
  'undo.choose': { args: { batch: 'batch' }, where: ['palette'] },
  'keys.show': { args: {}, icon: 'keyboard', keys: ['?'], where: ['window'] },
  'source.show': { args: { id: 'source' }, where: ['palette'] },
  'theme.choose': { args: { theme: 'theme' }, where: ['palette'] },
  'search.close': { args: {}, icon: 'x', keys: ['Escape'], where: ['search'] },
  ...COMMANDS,
} as const satisfies Readonly<Record<string, CommandEntry<never>>>;

export type MoveId = keyof typeof MOVES;
export type RowDeedId = keyof typeof ROW_DEEDS;
export type WindowCommandId = keyof typeof TABLE;
/** Those with an icon. */
export type PicturedId = {
  [Id in WindowCommandId]: (typeof TABLE)[Id] extends { readonly icon: string } ? Id : never;
}[WindowCommandId];
