import type { MenuItemConstructorOptions } from 'electron';
import { APP_COMMANDS, type Command, onRows, PAUSES, plain } from '#app/rules/commands';
import {
  commandsAt,
  type IdAt,
  INBOX_COMMANDS,
  offered,
  ROW_COMMANDS,
  type TrayPlace,
} from '#server/rules/commands';
import { shownWords } from '#server/rules/own-rows';
import { isolated } from '#server/rules/text/shown-text';
import { rowWords, type Translate } from '../../i18n/i18n.ts';
import type { Recent } from '../../inbox/inbox.ts';
import { nativeText } from '../../system/native-text.ts';
import { oneLine } from '../../system/text.ts';
import type { TrayState } from './tray-state.ts';
import { situationWords, sourceWords, troubleWords } from './tray-words.ts';

const RECENT = 5;
const SOURCES = 5;
const EMERGENCIES = 5;
const TITLE_LIMIT = 50;
const NAME_LIMIT = 20;

/** A menu as plain data, so that two menus can be compared; `null` is a separator. An entry without a command is disabled. */
export type MenuEntry =
  | Readonly<{ label: string; command: Command | null }>
  | Readonly<{ label: string; submenu: readonly MenuEntry[] }>
  | null;

/** Foreign text as a label: `&` would mark the next letter as the entry's key. */
const asLabel = (text: string): string => text.replaceAll('&', '&&');

/** Like “Order 1042 shipped (3) · Shop”. */
function recentLabel(item: Recent, t: Translate): string {
  const { thread, sourceName } = item;
  const title = oneLine(shownWords(item, rowWords(t)).title, TITLE_LIMIT);
  const ofThread =
    thread === undefined
      ? title
      : t(thread.isAtLeast ? 'tray.threadAtLeast' : 'tray.thread', { title, count: thread.unread });
  const label =
    sourceName === undefined
      ? ofThread
      : t('tray.ofSource', { title: ofThread, name: isolated(oneLine(sourceName, NAME_LIMIT)) });
  return asLabel(label);
}

/** What can be done to one, or to what is unread of a thread. */
function deedsOn(item: Recent, t: Translate): readonly MenuEntry[] {
  const { source, group_key: key } = item;
  if (item.thread === undefined || key === null) {
    return offered(ROW_COMMANDS, 'tray.row', item).map((id) => ({
      label: t(`command.${id}.title`),
      command: onRows(id, [item.id]),
    }));
  }
  const onThread = commandsAt(INBOX_COMMANDS, 'tray.thread').map((id) => ({
    label: t(`command.${id}.title`),
    command: { id, args: { thread: { source, key } } },
  }));
  return [{ label: t('command.inbox.open.title'), command: onRows('inbox.open', [item.id]) }, ...onThread];
}

/** At the top, and one click away: they insist. */
const emergencyEntries = (state: TrayState, t: Translate): MenuEntry[] =>
  state.emergencies.slice(0, EMERGENCIES).map((item) => ({
    label: asLabel(
      t('tray.acknowledge', { title: oneLine(shownWords(item, rowWords(t)).title, TITLE_LIMIT) }),
    ),
    command: onRows('inbox.acknowledge', [item.id]),
  }));

const recentEntries = (state: TrayState, t: Translate): MenuEntry[] =>
  state.recent.slice(0, RECENT).map((item) => ({ label: recentLabel(item, t), submenu: deedsOn(item, t) }));

function entryOf(
  id: IdAt<typeof APP_COMMANDS, TrayPlace>,
  can: boolean,
  { update, replaced }: TrayState,
  t: Translate,
): MenuEntry {
  if (id === 'delivery.pause') {
    const submenu = PAUSES.map((until) => ({
      label: t(`command.${id}.until.${until}`),
      command: { id, args: { until } } as const,
    }));
    return { label: t(`command.${id}.title`), submenu };
  }
  const version = asLabel(oneLine(update ?? '', NAME_LIMIT));
  const label =
    id === 'app.update' && replaced
      ? t('command.app.update.title_replaced')
      : t(`command.${id}.title`, { version });
  return { label, command: can ? plain(id) : null };
}

/** The commands of one section of the menu, by their titles. */
function entriesAt(place: TrayPlace, state: TrayState, t: Translate): MenuEntry[] {
  const can = offered(APP_COMMANDS, place, state);
  return commandsAt(APP_COMMANDS, place)
    .filter((id) => can.includes(id) || 'stays' in APP_COMMANDS[id])
    .map((id) => entryOf(id, can.includes(id), state, t));
}

/** The tray menu: trouble in words, the newest unread notifications, and commands; Quit is last. */
export function trayMenu(state: TrayState, t: Translate, now: Date): readonly MenuEntry[] {
  const notes = [troubleWords(state, t), ...situationWords(state, t, now)].filter((note) => note !== null);
  const at = (place: TrayPlace): MenuEntry[] => entriesAt(place, state, t);
  const sections: MenuEntry[][] = [
    emergencyEntries(state, t),
    [
      ...notes.map((note) => ({ label: capitalised(note), command: null })),
      ...state.health.sources.slice(0, SOURCES).map((source) => ({
        label: asLabel(sourceWords(source, t)),
        command: plain('sources.open'),
      })),
    ],
    recentEntries(state, t),
    at('tray.inbox'),
    [...at('tray.window'), { label: t('tray.help'), submenu: at('tray.help') }],
    at('tray.update'),
    at('tray.app'),
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [null, ...section]));
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The menu in Electron's form, its entries running their commands. */
export function menuTemplate(
  entries: readonly MenuEntry[],
  run: (command: Command) => void,
): MenuItemConstructorOptions[] {
  return entries.map((entry) => {
    if (entry === null) return { type: 'separator' };
    const label = nativeText(entry.label);
    if ('submenu' in entry) return { label, submenu: menuTemplate(entry.submenu, run) };
    const { command } = entry;
    if (command === null) return { label, enabled: false };
    return { label, click: () => run(command) };
  });
}
