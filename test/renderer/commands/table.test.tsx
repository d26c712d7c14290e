/** Each command has its words, is where the table says, and no other has its key there. */
import fs from 'node:fs';
import path from 'node:path';
import { Tooltip } from 'radix-ui';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '#app/rules/commands';
import type { Notification } from '#server/notification';
import {
  type CommandEntry,
  commandsAt,
  KEY_PLACES,
  type KeyPlace,
  offered,
  type Place,
} from '#server/rules/commands';
import { itemToast } from '../../../electron/delivery/toasts/toast.ts';
import { createTranslate } from '../../../electron/i18n/i18n.ts';
import { type MenuEntry, trayMenu } from '../../../electron/shell/tray/tray-menu.ts';
import type { TrayState } from '../../../electron/shell/tray/tray-state.ts';
import { healthOf } from '../../../electron/status/health.ts';
import { createKeymap } from '../../../renderer/commands/keymap.ts';
import { type KeyEvent, strokeOf } from '../../../renderer/commands/keys.ts';
import { MOVES, ROW_DEEDS, TABLE } from '../../../renderer/commands/table.ts';
import { createI18n } from '../../../renderer/i18n/i18n.ts';
import { RowActions } from '../../../renderer/inbox/row/RowActions.tsx';
import { ROOT } from '../../support/app.ts';
import { sketchOf } from '../../support/sketch.ts';
import { notification } from '../support.ts';

const t = createTranslate();
const i18n = createI18n();
const ENTRIES = Object.entries(TABLE) as [keyof typeof TABLE, CommandEntry<never>][];
const title = (id: string): string =>
  i18n.t(`command.${id}.title` as 'command.app.update.title', { version: '1.2.0' });

const isKeyPlace = (place: Place): place is KeyPlace => (KEY_PLACES as readonly Place[]).includes(place);

/** Every state that a row can be in. */
const REPLY = { via: 'http', url: 'https://shop.example/reply' } as const;
const SAVED = '2026-11-22T11:00:00.000000Z';
const INSISTENT = { insists_until: '2026-11-22T12:00:00.000000Z' };
const ROWS: readonly Notification[] = [null, '2026-11-22T11:00:00.000000Z'].flatMap((read_at) =>
  [null, '2026-11-22T11:00:00.000000Z'].flatMap((archived_at) =>
    [
      { reply: null },
      { reply: REPLY, url: 'https://shop.example/orders/7' },
      INSISTENT,
      { saved_at: SAVED, group_key: 'build' },
    ].map((more) => notification(1, { read_at, archived_at, ...more })),
  ),
);

/** The labels of the buttons of a row. */
function buttons(item: Notification): readonly string[] {
  const html = renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <Tooltip.Provider>
        <RowActions item={item} tabIndex={0} menuOpen={false} onRun={() => {}} />
      </Tooltip.Provider>
    </I18nextProvider>,
  );
  return [...html.matchAll(/aria-label="([^"]+)"[^>]*><svg/g)].map(([, label = '']) => label);
}

/** A plus between them, or at the end the key itself. */
const partsOf = (key: string): readonly string[] => key.split(/\+(?=.)/);

const { commandOf, deedOf, moveOf } = createKeymap();

/** A key as an English keyboard types it. */
function press(key: string): KeyEvent {
  const parts = partsOf(key);
  const name = parts.at(-1) ?? '';
  return {
    ...{ key: name, code: /^[a-z]$/.test(name) ? `Key${name.toUpperCase()}` : '' },
    ...{ shiftKey: parts.includes('Shift'), ctrlKey: parts.includes('Mod'), altKey: false, metaKey: false },
    ...{ getModifierState: () => false, isComposing: false, repeat: false },
  };
}

/** What keys do at a place, over all rows. */
function meaningsOf(keys: string, place: KeyPlace | undefined): readonly (string | null)[] {
  const chords = keys.split(' ').map((key) => strokeOf(press(key))?.keys);
  const stroke = { keys: chords.join(' '), repeat: false };
  if (place === undefined) return [];
  return place === 'list'
    ? [moveOf(stroke), ...ROWS.map((row) => deedOf(stroke, row))]
    : [commandOf(place, stroke)];
}

const labels = (entries: readonly MenuEntry[]): readonly string[] =>
  entries.flatMap((entry) => [
    entry?.label ?? '',
    ...(entry && 'submenu' in entry ? labels(entry.submenu) : []),
  ]);

/** All that the menu of the tray ever says. */
const MENU = [true, false].flatMap((active) => {
  const state: TrayState = {
    unread: 1,
    hidesCount: false,
    connection: { status: 'online' },
    health: healthOf({ status: 'online' }, []),
    storage: null,
    pausedUntil: active ? new Date(2026, 10, 22, 10, 30).toISOString() : null,
    presentingUntil: active ? new Date(2026, 10, 22, 10, 30).toISOString() : null,
    holds: [],
    region: { locale: 'en', timeZone: undefined },
    update: active ? '1.2.0' : null,
    replaced: false,
    emergencies: [],
    recent: [
      notification(1, active ? INSISTENT : {}),
      { ...notification(2, { group_key: 'build' }), thread: { unread: 2, isAtLeast: false } },
    ],
    windowVisible: active,
  };
  return labels(trayMenu(state, t, new Date(2026, 10, 22, 10, 0)));
});

const TOAST = {
  sound: 'none',
  image: null,
  decision: { do: 'show', reason: 'single' },
  ...sketchOf('full', t),
} as const;

/**
 * What each place shows, over all that it can be in. The toolbar is looked at in `e2e/window.spec.ts`, the menu of a row in
 * `e2e/rules.spec.ts`, the palette in `e2e/keyboard.spec.ts`.
 */
const SHOWN: Readonly<Record<Exclude<Place, KeyPlace | 'toolbar' | 'menu' | 'palette'>, readonly string[]>> =
  {
    row: ROWS.flatMap(buttons),
    toast: ROWS.flatMap((item) => itemToast(item, TOAST).buttons).map(({ label }) => label),
    'tray.row': MENU,
    'tray.thread': MENU,
    'tray.inbox': MENU,
    'tray.window': MENU,
    'tray.help': MENU,
    'tray.update': MENU,
    'tray.app': MENU,
  };

describe.each(ENTRIES)('%s', (id, { keys = [], icon, where }) => {
  test('has a title, and words for its failure if it can fail', () => {
    expect(i18n.exists(`command.${id}.title`)).toBe(true);
    expect(i18n.exists(`command.${id}.failed`)).toBe(id in COMMANDS);
  });

  test('is shown in each place that it names, with a picture where there is no room for its title', () => {
    for (const place of where) {
      if (place === 'row' || place === 'toolbar') expect(icon).toBeDefined();
      if (isKeyPlace(place) || place === 'toolbar' || place === 'menu' || place === 'palette') continue;
      expect(SHOWN[place]).toContain(title(id));
    }
  });

  test('has keys exactly where it names a place for them, written as they are read', () => {
    expect(where.filter(isKeyPlace)).toHaveLength(keys.length > 0 ? 1 : 0);
    for (const key of keys) expect(meaningsOf(key, where.find(isKeyPlace))).toContain(id);
    for (const key of keys) {
      for (const chord of key.split(' '))
        expect(chord).toMatch(/^(Mod\+)?((Shift\+)?([a-z]|[A-Z][A-Za-z]+)|[^A-Za-z\s])$/);
    }
  });
});

describe('no two commands have the same key', () => {
  const keysOf = (ids: readonly (keyof typeof TABLE)[]): readonly string[] =>
    ids.flatMap((id) => (TABLE[id] as CommandEntry<never>).keys ?? []);
  /** The same keys again, or the beginning of others. */
  const twice = (keys: readonly string[]): readonly string[] =>
    keys.filter((key, index) => keys.some((other, at) => at !== index && `${other} `.startsWith(`${key} `)));

  test.each(ROWS)(
    'on a row ($read_at, $archived_at, $reply), on the inbox around it or in the window',
    (row) => {
      const there = [
        ...commandsAt(MOVES, 'list'),
        ...offered(ROW_DEEDS, 'list', row),
        ...commandsAt(TABLE, 'inbox'),
        ...commandsAt(TABLE, 'window'),
      ];
      expect(twice(keysOf(there))).toEqual([]);
    },
  );

  test.each(['composer', 'search'] as const)('in the %s', (place) => {
    expect(twice(keysOf(commandsAt(TABLE, place)))).toEqual([]);
  });
});

test('the README lists them all', () => {
  const NAMES: Readonly<Record<string, string>> = {
    Mod: 'Ctrl/Cmd',
    Escape: 'Esc',
    ArrowDown: '↓',
    ArrowUp: '↑',
  };
  const written = (keys: string): string => keys.split(' ').map(writtenChord).join(' ');
  const writtenChord = (key: string): string => {
    const parts = partsOf(key).map((part) => NAMES[part] ?? part);
    const words =
      parts.length === 1 ? parts : parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1));
    return words.map((word) => `<kbd>${word}</kbd>`).join('+');
  };
  const rows = ENTRIES.filter(([, { keys }]) => keys !== undefined).map(
    ([id, { keys = [] }]) => `| ${title(id)} | ${keys.map(written).join(' or ')} |`,
  );
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const [, table = ''] = /^\| in the window \| keys \|\n\| --- \| --- \|\n((?:\|.*\n)+)/m.exec(readme) ?? [];
  expect(table.trimEnd().split('\n')).toEqual(rows);
});
