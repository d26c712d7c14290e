import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Failure } from '#app/result';
import type { Settings } from '#app/settings';
import { createSettings, DEFAULTS } from '../../electron/settings.ts';
import { createSettingsService } from '../../electron/settings-service.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-settings-'));
});
/** electron-store is conf with a folder of its own. */
const open = () =>
  createSettings(new Conf<Settings>({ cwd: folder, configName: 'settings', defaults: DEFAULTS }));

test('a change outlives a restart, and tells its listeners once', () => {
  const settings = open();
  const listener = vi.fn();
  const end = settings.onChange(listener);
  settings.patch({ theme: 'dark' });
  settings.patch({ theme: 'dark' });
  end();
  settings.patch({ sound: false });
  expect(listener).toHaveBeenCalledTimes(1);
  expect(open().get()).toEqual({ ...DEFAULTS, theme: 'dark', sound: false });
});

test('a stored value that does not fit counts as its default, and the others hold', () => {
  const stored = { theme: 'purple', port: 80, shortcut: 'Control+J', unknown: true };
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(stored));
  expect(open().get()).toEqual({ ...DEFAULTS, shortcut: 'Control+J' });
});

const TAKEN: Failure = { code: 'shortcut_taken', message: 'taken' };

function service(refuse: { shortcut?: boolean; autostart?: boolean } = {}) {
  const store = open();
  const active = { shortcut: DEFAULTS.shortcut, autostart: false, theme: 'system' };
  const made = createSettingsService({
    store,
    shortcuts: {
      set: (accelerator) => {
        if (refuse.shortcut && accelerator === 'Control+X') return TAKEN;
        active.shortcut = accelerator;
        return null;
      },
      dispose: () => {},
    },
    autostart: {
      set: (enabled) => {
        if (refuse.autostart) throw new Error('read-only');
        active.autostart = enabled;
      },
    },
    setTheme: (theme) => {
      active.theme = theme;
    },
  });
  return { store, active, made };
}

test('what the system accepts is stored and in force', () => {
  const { store, active, made } = service();
  const patch = { shortcut: 'Control+X', autostart: true, theme: 'dark' } as const;
  expect(made.patch(patch)).toEqual({ ok: true, value: { ...DEFAULTS, ...patch } });
  expect(active).toEqual(patch);
  expect(store.get()).toMatchObject(patch);
});

test('a refused shortcut changes nothing', () => {
  const { store, active, made } = service({ shortcut: true });
  expect(made.patch({ shortcut: 'Control+X', theme: 'dark' })).toEqual({ ok: false, error: TAKEN });
  expect(active).toEqual({ shortcut: DEFAULTS.shortcut, autostart: false, theme: 'system' });
  expect(store.get()).toEqual(DEFAULTS);
});

test('a refused autostart takes the shortcut of the same patch back', () => {
  const { store, active, made } = service({ autostart: true });
  expect(made.patch({ shortcut: 'Control+J', autostart: true })).toMatchObject({
    ok: false,
    error: { code: 'autostart_unavailable', message: 'read-only' },
  });
  expect(active.shortcut).toBe(DEFAULTS.shortcut);
  expect(store.get()).toEqual(DEFAULTS);
});

test('a change that cannot be saved is refused, and the system goes back', () => {
  const { store, active, made } = service();
  fs.rmSync(folder, { recursive: true });
  fs.writeFileSync(folder, 'no folder any more');
  expect(made.patch({ shortcut: 'Control+J', autostart: true, theme: 'dark' })).toMatchObject({
    ok: false,
    error: { code: 'not_saved' },
  });
  expect(active).toEqual({ shortcut: DEFAULTS.shortcut, autostart: false, theme: 'system' });
  expect(store.get()).toEqual(DEFAULTS);
});

test('at start everything is tried, and refusals are told', () => {
  const { store, active, made } = service({ shortcut: true });
  store.patch({ shortcut: 'Control+X', theme: 'light', autostart: true });
  expect(made.applyAll()).toEqual([TAKEN]);
  expect(active).toMatchObject({ theme: 'light', autostart: true });
});
