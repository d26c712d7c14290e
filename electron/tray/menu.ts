import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '#app/commands';
import { titleOr } from '#server/rules/shown-text';
import { oneLine } from '../cut.ts';
import type { Translate } from '../i18n/i18n.ts';
import { nativeText } from '../native-text.ts';
import type { TrayState } from './state.ts';
import { pauseWords, sourceWords, troubleWords } from './words.ts';

const RECENT = 5;
const SOURCES = 5;
const TITLE_LIMIT = 50;

/** A menu as plain data, so that two can be compared; `null` is a separator. An entry that does nothing is disabled. */
export type MenuEntry =
  | Readonly<{ label: string; command: Command | null }>
  | Readonly<{ label: string; submenu: readonly MenuEntry[] }>
  | null;

/** Someone else's text as a label: `&` would mark the next letter as the entry's key. */
function asLabel(text: string): string {
  return oneLine(text, TITLE_LIMIT).replaceAll('&', '&&');
}

function recentEntries(state: TrayState, t: Translate): MenuEntry[] {
  return state.recent.slice(0, RECENT).map(({ id, title }) => ({
    label: titleOr(asLabel(title), t('untitled')),
    submenu: [
      { label: t('tray.openItem'), command: { id: 'inbox.open', args: { id } } },
      { label: t('tray.markRead'), command: { id: 'inbox.read', args: { ids: [id] } } },
    ],
  }));
}

function pauseEntries(state: TrayState, t: Translate): MenuEntry[] {
  if (state.pausedUntil !== null)
    return [{ label: t('tray.resume'), command: { id: 'delivery.resume', args: {} } }];
  const lengths = [
    ['30m', t('tray.pause30m')],
    ['1h', t('tray.pause1h')],
    ['tomorrow', t('tray.pauseTomorrow')],
  ] as const;
  return [
    {
      label: t('tray.pause'),
      submenu: lengths.map(([until, label]) => ({
        label,
        command: { id: 'delivery.pause', args: { until } },
      })),
    },
  ];
}

function updateEntries({ update, replaced }: TrayState, t: Translate): MenuEntry[] {
  const command = { id: 'app.update', args: {} } as const;
  if (replaced) return [{ label: t('tray.replaced'), command }];
  return update === null ? [] : [{ label: t('tray.update', { version: asLabel(update) }), command }];
}

/** The tray menu: what is wrong in words, the newest unread, and what one can do. Ends in quit. */
export function trayMenu(state: TrayState, t: Translate, now: Date): readonly MenuEntry[] {
  const notes = [troubleWords(state, t), pauseWords(state, t, now)].filter((note) => note !== null);
  const sections: MenuEntry[][] = [
    [
      ...notes.map((note) => ({ label: capitalised(note), command: null })),
      ...state.health.sources.slice(0, SOURCES).map((source) => ({
        label: asLabel(sourceWords(source, t)),
        command: { id: 'sources.open', args: {} } as const,
      })),
    ],
    recentEntries(state, t),
    [
      {
        label: t('tray.markAllRead'),
        command: state.unread > 0 ? { id: 'inbox.readAll', args: {} } : null,
      },
      ...pauseEntries(state, t),
    ],
    [
      // Also while it is visible: it may be covered, or on another workspace.
      { label: t('tray.openWindow'), command: { id: 'window.open', args: {} } },
      ...(state.windowVisible
        ? [{ label: t('tray.hideWindow'), command: { id: 'window.hide', args: {} } } as const]
        : []),
      { label: t('tray.settings'), command: { id: 'settings.open', args: {} } },
      {
        label: t('tray.help'),
        submenu: [
          { label: t('tray.openLogs'), command: { id: 'logs.open', args: {} } },
          { label: t('tray.saveReport'), command: { id: 'report.save', args: {} } },
        ],
      },
    ],
    updateEntries(state, t),
    [{ label: t('tray.quit'), command: { id: 'app.quit', args: {} } }],
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : [null, ...section]));
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
