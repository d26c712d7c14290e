import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createFirstRun, createStatus } from '../../../electron/status/status.ts';
import { EMPTY } from '../../../server/client/reduce.ts';
import { openSettings } from '../../support/settings-store.ts';

function setUp(more: Partial<Parameters<typeof createStatus>[0]> = {}) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-status-'));
  const { store } = openSettings(profile, { policy: { theme: 'dark' } });
  return createStatus({
    version: '0.1.0',
    settings: store,
    connection: { state: () => ({ status: 'online' }), ready: () => null },
    files: { troubles: () => [] },
    inbox: { state: () => EMPTY },
    emergencies: () => [],
    recent: () => [],
    pause: { until: () => null },
    presenting: { until: () => null },
    situation: { holds: () => [] },
    region: { get: () => ({ locale: 'en', timeZone: undefined }) },
    shortcuts: {
      shortcut: { trouble: () => null },
      newestShortcut: { trouble: () => null },
      pauseShortcut: { trouble: () => null },
      paletteShortcut: { trouble: () => null },
    },
    maintenance: { update: () => ({ status: 'off' }) },
    sources: { health: () => [], name: () => null },
    window: { isVisible: () => true },
    trayHost: { get: () => 'present' },
    firstRun: createFirstRun({ get: () => undefined, set: () => {} }),
    env: {},
    ...more,
  });
}

test('the window learns the settings in force, and which of them an administrator has set', () => {
  const status = setUp();
  expect(status.get()).toMatchObject({ settings: { theme: 'dark', sound: true }, lockedSettings: ['theme'] });
});

test('the window learns where programs of this computer send to, and no token', () => {
  const endpoint = { url: 'http://127.0.0.1:1', token: '7|secret' };
  const status = setUp({
    connection: {
      state: () => ({ status: 'online' }),
      ready: () => ({
        ...{ type: 'ready', url: endpoint.url, token: '0|session', user_id: 1, epoch: 'e', revision: 0 },
        ...{ app_key: 'key', endpoint },
      }),
    },
  });
  expect(status.get().endpoint?.curl).toContain('http://127.0.0.1:1/api/notifications');
  expect(JSON.stringify(status.get())).not.toMatch(/secret|session/);
});

test.each([
  [
    { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME', XDG_SESSION_TYPE: 'wayland' },
    'absent',
    ['gnome_tray', 'wayland_shortcuts'],
  ],
  [{ XDG_CURRENT_DESKTOP: 'KDE', XDG_SESSION_TYPE: 'x11' }, 'absent', ['no_tray']],
  [{ XDG_CURRENT_DESKTOP: 'GNOME' }, 'present', []],
  [{}, 'unknown', []],
] as const)('on %j with a tray that is %s it says %j', (env, tray, notes) => {
  expect(setUp({ env, trayHost: { get: () => tray } }).get().desktopNotes).toEqual(notes);
});

test('the first steps follow each other, and are remembered', () => {
  const memory = new Map<string, unknown>();
  const open = () =>
    createFirstRun({
      get: (key) => memory.get(key) as never,
      set: (key, value) => void memory.set(key, value),
    });
  const seen = [open().step()];
  for (let step = 0; step < 4; step++) {
    open().next();
    seen.push(open().step());
  }
  expect(seen).toEqual(['test', 'startup', 'source', 'done', 'done']);
});
