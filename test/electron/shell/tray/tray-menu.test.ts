import { describe, expect, test } from 'vitest';
import type { Command } from '#app/rules/commands';
import type { SourceHealth } from '#app/state';
import type { Hold } from '#server/rules/decide/situation';
import { createTranslate } from '../../../../electron/i18n/i18n.ts';
import { type MenuEntry, menuTemplate, trayMenu } from '../../../../electron/shell/tray/tray-menu.ts';
import type { TrayState } from '../../../../electron/shell/tray/tray-state.ts';
import { tooltip } from '../../../../electron/shell/tray/tray-words.ts';
import { healthOf } from '../../../../electron/status/health.ts';
import { notification } from '../../../support/notification.ts';

const t = createTranslate();
const NOW = new Date(2026, 10, 22, 10, 0);
const SOON = new Date(2026, 10, 22, 10, 30).toISOString();

const state = (fields: Partial<TrayState> = {}): TrayState => ({
  unread: 0,
  hidesCount: false,
  connection: { status: 'online' },
  health: healthOf({ status: 'online' }, []),
  storage: null,
  pausedUntil: null,
  presentingUntil: null,
  holds: [],
  region: { locale: 'en', timeZone: undefined },
  update: null,
  replaced: false,
  emergencies: [],
  recent: [],
  windowVisible: false,
  ...fields,
});
const pausedUntil = (until: string): Hold => ({ reason: 'paused', by: null, until });
const labels = (entries: readonly MenuEntry[]): readonly string[] =>
  entries.map((entry) => entry?.label ?? '—');
const menu = (fields: Partial<TrayState> = {}): readonly MenuEntry[] => trayMenu(state(fields), t, NOW);

/** Clicks the entry at these labels and returns the command it runs. */
function choose(entries: readonly MenuEntry[], ...path: readonly string[]): Command | null {
  const ran: Command[] = [];
  let template = menuTemplate(entries, (command) => ran.push(command));
  for (const label of path) {
    const item = template.find((candidate) => candidate.label === label);
    if (item === undefined) throw new Error(`no entry ${label}`);
    if (Array.isArray(item.submenu)) template = item.submenu;
    // Electron passes item, window and event; the entries use none of them.
    else if (item.enabled !== false) (item.click as (() => void) | undefined)?.();
  }
  return ran[0] ?? null;
}

describe('the menu', () => {
  test('of a quiet day', () => {
    expect(labels(menu())).toEqual([
      'Mark all read',
      'Pause notifications',
      'Presenting for 1 hour',
      '—',
      'Open Belfry',
      'Settings',
      'Sources',
      'Help',
      '—',
      'Quit Belfry',
    ]);
    expect(choose(menu(), 'Mark all read')).toBeNull();
  });

  test('begins with the five newest unread, each to open, mark read or be done with', () => {
    const recent = [7, 6, 5, 4, 3, 2].map((revision) => notification(revision));
    const entries = menu({ unread: 6, recent });
    expect(labels(entries).slice(0, 6)).toEqual(['title 7', 'title 6', 'title 5', 'title 4', 'title 3', '—']);
    expect(choose(entries, 'title 6', 'Open')).toEqual({ id: 'inbox.open', args: { id: 'id-6' } });
    expect(choose(entries, 'title 6', 'Mark as read')).toEqual({ id: 'inbox.read', args: { ids: ['id-6'] } });
    expect(choose(entries, 'title 6', 'Done')).toEqual({ id: 'inbox.done', args: { ids: ['id-6'] } });
  });

  test('has one entry for a thread, with its number, and acts on all of it', () => {
    const newest = notification(7, { source: 's-shop', group_key: 'order' });
    const entries = menu({ recent: [{ ...newest, thread: { unread: 3, isAtLeast: false } }] });
    const thread = { source: 's-shop', key: 'order' };
    expect(choose(entries, 'title 7 (3)', 'Open')).toEqual({ id: 'inbox.open', args: { id: 'id-7' } });
    expect(choose(entries, 'title 7 (3)', 'Mark all as read')).toEqual({
      ...{ id: 'inbox.readThread', args: { thread } },
    });
    expect(choose(entries, 'title 7 (3)', 'Done with all')).toEqual({
      ...{ id: 'inbox.doneThread', args: { thread } },
    });
    const more = menu({ recent: [{ ...newest, thread: { unread: 50, isAtLeast: true } }] });
    expect(labels(more)[0]).toBe('title 7 (50+)');
  });

  test('names the source', () => {
    const sourceName = 'R&D, the whole department';
    expect(labels(menu({ recent: [{ ...notification(1), sourceName }] }))[0]).toBe(
      'title 1 · R&&D, the whole depa…',
    );
  });

  test.each([
    ['R&D & more', 'R&&D && more'],
    ['two\nlines\tand a\u0000 bell\u0007', 'two lines and a bell'],
    ['', '(no title)'],
    ['\u200b\u2800', '(no title)'],
    ['x\uffffy \u{1fffe}\ufdd0 \ud83d', 'x\ufffdy \ufffd\ufffd \ufffd'],
    ['x'.repeat(51), `${'x'.repeat(49)}…`],
    ['x'.repeat(50), 'x'.repeat(50)],
    [`${'x'.repeat(47)}👩‍👩‍👧‍👦 family`, `${'x'.repeat(47)}…`],
  ])('writes the title %j as %j', (title, label) => {
    expect(labels(menu({ recent: [notification(1, { title })] }))[0]).toBe(label);
  });

  test.each([
    [['Mark all read'], { id: 'inbox.readAll', args: {} }],
    [['Pause notifications', 'For 30 minutes'], { id: 'delivery.pause', args: { until: '30m' } }],
    [['Pause notifications', 'For 1 hour'], { id: 'delivery.pause', args: { until: '1h' } }],
    [['Pause notifications', 'For 4 hours'], { id: 'delivery.pause', args: { until: '4h' } }],
    [
      ['Pause notifications', 'Until tomorrow at 8:00'],
      { id: 'delivery.pause', args: { until: 'tomorrow' } },
    ],
    [['Presenting for 1 hour'], { id: 'delivery.present', args: {} }],
    [['Open Belfry'], { id: 'window.open', args: {} }],
    [['Settings'], { id: 'settings.open', args: {} }],
    [['Sources'], { id: 'sources.open', args: {} }],
    [['Help', 'Send a test'], { id: 'walk.start', args: {} }],
    [['Help', 'Open log folder'], { id: 'logs.open', args: {} }],
    [['Help', 'Save diagnostic report'], { id: 'report.save', args: {} }],
    [['Quit Belfry'], { id: 'app.quit', args: {} }],
  ])('%j runs its command', (path, command) => {
    expect(choose(menu({ unread: 1 }), ...path)).toEqual(command);
  });

  test('offers to resume while paused, and says until when', () => {
    const entries = menu({ pausedUntil: SOON, holds: [pausedUntil(SOON)] });
    expect(labels(entries)[0]).toMatch(/^Paused until \D*10:30/);
    expect(labels(entries)).not.toContain('Pause notifications');
    expect(choose(entries, 'Resume notifications')).toEqual({ id: 'delivery.resume', args: {} });
  });

  test('offers to stop presenting, and says until when', () => {
    const entries = menu({ presentingUntil: SOON });
    expect(labels(entries)[0]).toMatch(/^Presenting until \D*10:30/);
    expect(labels(entries)).not.toContain('Presenting for 1 hour');
    expect(choose(entries, 'Stop presenting')).toEqual({ id: 'delivery.presentEnd', args: {} });
  });

  test('offers the restart into a version that is ready', () => {
    const entries = menu({ update: '1.2.0' });
    expect(labels(entries).slice(-4)).toEqual(['—', 'Restart to update to 1.2.0', '—', 'Quit Belfry']);
    expect(choose(entries, 'Restart to update to 1.2.0')).toEqual({ id: 'app.update', args: {} });
  });

  test('offers to stop presenting, and says until when', () => {
    const entries = menu({ presentingUntil: SOON });
    expect(labels(entries)[0]).toMatch(/^Presenting until \D*10:30/);
    expect(labels(entries)).not.toContain('Presenting for 1 hour');
    expect(choose(entries, 'Stop presenting')).toEqual({ id: 'delivery.presentEnd', args: {} });
  });

  test('offers the restart into one that somebody else has installed, before any other', () => {
    const entries = menu({ replaced: true, update: '1.2.0' });
    expect(labels(entries).slice(-4)).toEqual(['—', 'Restart to finish the update', '—', 'Quit Belfry']);
    expect(choose(entries, 'Restart to finish the update')).toEqual({ id: 'app.update', args: {} });
  });

  test('offers to hide a window that is visible, and still to open it: it may be on another workspace', () => {
    expect(choose(menu({ windowVisible: true }), 'Open Belfry')).toEqual({ id: 'window.open', args: {} });
    expect(choose(menu({ windowVisible: true }), 'Hide Belfry')).toEqual({ id: 'window.hide', args: {} });
  });

  test.each([
    [{ status: 'starting' }, 'Starting'],
    [{ status: 'connecting' }, 'Reconnecting'],
    [{ status: 'offline', failure: { code: 'backend_crashed', params: {} } }, 'Offline'],
  ] as const)('says first, and only says, that it is %j', (connection, words) => {
    const entries = menu({ connection });
    expect(labels(entries).slice(0, 2)).toEqual([words, '—']);
    expect(menuTemplate(entries, () => {})[0]).toEqual({ label: words, enabled: false });
  });
});

describe('a source that is not connected', () => {
  const shop = { name: 'Shop & Co', problem: 'signed_out' } as const;
  const team = { name: 'Team', problem: 'reconnecting' } as const;

  test('is named first, and leads to the sources', () => {
    const connection = { status: 'connecting' } as const;
    const entries = menu({ connection, health: healthOf(connection, [team, shop]) });
    expect(labels(entries).slice(0, 4)).toEqual([
      'Reconnecting',
      'Shop && Co: signed out',
      'Team: reconnecting',
      '—',
    ]);
    expect(choose(entries, 'Team: reconnecting')).toEqual({ id: 'sources.open', args: {} });
  });

  test('in a script that runs to the left takes nothing else along', () => {
    const sources = [{ ...team, name: 'חנות' }, shop].map((source) => ({
      ...source,
      problem: 'refused' as const,
    }));
    const health = healthOf({ status: 'online' }, sources);
    expect(labels(menu({ health }))[0]).toBe('\u2068חנות\u2069: needs attention');
    expect(tooltip(state({ unread: 3, health }), t, NOW)).toBe(
      'Belfry — 3 unread, \u2068\u2068חנות\u2069: needs attention\u2069 and 1 more source',
    );
  });

  test('is in the tooltip, of several the worst and how many more', () => {
    const words = (...sources: readonly SourceHealth[]) =>
      tooltip(state({ health: healthOf({ status: 'online' }, sources) }), t, NOW);
    expect(words(shop)).toBe('Belfry — nothing unread, Shop & Co: signed out');
    expect(words({ ...team, problem: 'refused' })).toBe('Belfry — nothing unread, Team: needs attention');
    expect(words(team, shop)).toBe('Belfry — nothing unread, Shop & Co: signed out and 1 more source');
  });
});

test('the system gets no menu text that would end the process', () => {
  const bad = (name: string) => `${name}\uffff\ufdd0\u{1fffe}\ud83d\0\u0007`;
  const entries: readonly MenuEntry[] = [
    { label: bad('note'), command: null },
    { label: bad('entry'), command: { id: 'app.quit', args: {} } },
    { label: bad('menu'), submenu: [{ label: bad('inner'), command: { id: 'app.quit', args: {} } }] },
  ];
  const clean = (name: string) => `${name}\ufffd\ufffd\ufffd\ufffd`;
  expect(menuTemplate(entries, () => {})).toMatchObject([
    { label: clean('note') },
    { label: clean('entry') },
    { label: clean('menu'), submenu: [{ label: clean('inner') }] },
  ]);
});

describe('an emergency that insists', () => {
  const emergencies = [notification(1, { title: 'Fire & water' }), notification(2, { title: 'Flood' })];

  test('is at the top of the menu, and acknowledged by a click', () => {
    expect(labels(menu({ emergencies })).slice(0, 3)).toEqual([
      'Acknowledge: Fire && water',
      'Acknowledge: Flood',
      '—',
    ]);
    expect(choose(menu({ emergencies }), 'Acknowledge: Flood')).toEqual({
      id: 'inbox.acknowledge',
      args: { ids: ['id-2'] },
    });
  });

  test('is in the tooltip, before all others', () => {
    expect(tooltip(state({ emergencies, unread: 2 }), t, NOW)).toBe('Belfry — 2 emergencies, 2 unread');
    expect(tooltip(state({ emergencies: emergencies.slice(1) }), t, NOW)).toBe(
      'Belfry — 1 emergency, nothing unread',
    );
  });
});

describe('the tooltip', () => {
  test.each([
    [{}, 'Belfry — nothing unread'],
    [{ unread: 1 }, 'Belfry — 1 unread'],
    [{ unread: 3, connection: { status: 'connecting' } }, 'Belfry — 3 unread, reconnecting'],
    [{ unread: 120, connection: { status: 'starting' } }, 'Belfry — 120 unread, starting'],
    [
      { connection: { status: 'offline', failure: { code: 'backend_crashed', params: {} } } },
      'Belfry — nothing unread, offline',
    ],
    [{ unread: 2, storage: 'disk_full' }, 'Belfry — 2 unread, the disk is full'],
  ] as const)('of %j', (fields, words) => {
    expect(tooltip(state(fields), t, NOW)).toBe(words);
  });

  test('names the end of a pause, in the way and time zone of its user', () => {
    const region = { locale: 'en-DE', timeZone: 'UTC' };
    expect(tooltip(state({ holds: [pausedUntil('2026-11-24T08:00:00.000Z')], region }), t, NOW)).toBe(
      'Belfry — nothing unread, paused until Tue 08:00',
    );
    expect(tooltip(state({ unread: 2, holds: [pausedUntil(SOON)] }), t, NOW)).toBe(
      'Belfry — 2 unread, paused until 10:30 AM',
    );
  });

  const hold = (reason: Hold['reason'], until: string | null = null): Hold => ({ reason, by: null, until });
  test.each([
    [[hold('quiet_hours', SOON)], 'quiet hours until 10:30 AM'],
    [[hold('quiet_hours')], 'quiet hours'],
    [[hold('do_not_disturb'), hold('locked')], 'do not disturb'],
    [[hold('paused', SOON), hold('quiet_hours')], 'paused until 10:30 AM'],
  ])('names why toasts wait: %j', (holds, words) => {
    expect(tooltip(state({ holds }), t, NOW)).toBe(`Belfry — nothing unread, ${words}`);
  });
});
