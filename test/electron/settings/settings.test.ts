import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '#app/result';
import { DEFAULTS, type Settings } from '#app/rules/settings';
import { createEffects, createSettingsService } from '../../../electron/settings/settings.ts';
import { openSettings } from '../../support/settings-store.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-settings-'));
});

const TAKEN: Failure = { code: 'shortcut_taken' };

function service(
  refuse: { shortcut?: boolean; autostart?: boolean } = {},
  policy: Readonly<Record<string, unknown>> = {},
) {
  const { store } = openSettings(folder, { policy });
  const active = { shortcut: DEFAULTS.shortcut, autostart: false, theme: 'system' };
  /** What the system was asked for, in order. */
  const asked: string[] = [];
  const followed: Settings['updates'][] = [];
  const logged: string[] = [];
  const take = (accelerator: string): Failure | null => {
    asked.push(accelerator);
    if (refuse.shortcut && accelerator === 'Control+X') return TAKEN;
    active.shortcut = accelerator;
    return null;
  };
  const made = createSettingsService({
    store,
    effects: createEffects({
      shortcuts: {
        shortcut: { set: take, want: take },
        newestShortcut: { set: () => null, want: () => null },
        pauseShortcut: { set: () => null, want: () => null },
        paletteShortcut: { set: () => null, want: () => null },
      },
      autostart: {
        isOn: () => active.autostart,
        refresh: () => {
          if (refuse.autostart) throw new Error('read-only');
        },
        set: (enabled) => {
          asked.push(`autostart ${enabled}`);
          if (refuse.autostart) throw new Error('read-only');
          active.autostart = enabled;
        },
      },
      setTheme: (theme) => {
        active.theme = theme;
      },
      setUpdates: (updates) => followed.push(updates),
      log: (message) => logged.push(message),
    }),
    log: (message) => logged.push(message),
  });
  return { store, active, asked, followed, logged, made };
}

test('what the system accepts is stored and in force', () => {
  const { store, active, made } = service();
  const patch = { shortcut: 'Control+X', autostart: true, theme: 'dark' } as const;
  expect(made.patch(patch)).toEqual({ ok: true, value: { ...DEFAULTS, ...patch } });
  expect(active).toEqual(patch);
  expect(store.get()).toMatchObject(patch);
});

test('a refused shortcut changes nothing', () => {
  const { store, active, followed, made } = service({ shortcut: true });
  const patch = { shortcut: 'Control+X', theme: 'dark', updates: 'beta' } as const;
  expect(made.patch(patch)).toEqual({ ok: false, error: TAKEN });
  expect(active).toEqual({ shortcut: DEFAULTS.shortcut, autostart: false, theme: 'system' });
  expect([store.get(), followed]).toEqual([DEFAULTS, []]);
});

test('a refused autostart also undoes the shortcut of the same patch', () => {
  const { store, active, made } = service({ autostart: true });
  expect(made.patch({ shortcut: 'Control+J', autostart: true })).toMatchObject({
    ok: false,
    error: { code: 'autostart_unavailable' },
  });
  expect(active.shortcut).toBe(DEFAULTS.shortcut);
  expect(store.get()).toEqual(DEFAULTS);
});

test('a change that cannot be saved is refused, and the system goes back, the last change first', () => {
  const { store, active, asked, followed, made } = service();
  fs.rmSync(folder, { recursive: true });
  fs.writeFileSync(folder, 'no folder any more');
  const patch = { shortcut: 'Control+J', autostart: true, theme: 'dark', updates: 'off' } as const;
  expect(made.patch(patch)).toMatchObject({ ok: false, error: { code: 'not_saved' } });
  expect(active).toEqual({ shortcut: DEFAULTS.shortcut, autostart: false, theme: 'system' });
  expect(asked).toEqual(['Control+J', 'autostart true', 'autostart false', DEFAULTS.shortcut]);
  // What was found of updates is not forgotten for a change that has not come about.
  expect([store.get(), followed]).toEqual([DEFAULTS, []]);
});

test('only what changes is acted on, but the shortcut of before is tried again', () => {
  const { asked, followed, made } = service();
  made.patch({ autostart: false, updates: 'stable', shortcut: DEFAULTS.shortcut });
  expect([asked, followed]).toEqual([[DEFAULTS.shortcut], []]);
  made.patch({ updates: 'beta' });
  expect(followed).toEqual(['beta']);
});

test('at the start everything is tried, and refusals are reported', () => {
  const { store, active, followed, made } = service({ shortcut: true, autostart: true });
  store.patch({ shortcut: 'Control+X', theme: 'light' });
  expect(made.applyAll()).toEqual([TAKEN, { code: 'autostart_unavailable' }]);
  expect(active).toMatchObject({ theme: 'light' });
  expect(followed).toEqual([]);
});

test('what its user has switched in the system itself holds, at start and later', () => {
  const { store, active, made } = service();
  store.patch({ autostart: true });
  made.applyAll();
  expect([store.get().autostart, active.autostart]).toEqual([false, false]);
  active.autostart = true;
  made.look();
  expect(store.get().autostart).toBe(true);
  active.autostart = false;
  expect(made.patch({ theme: 'dark' })).toMatchObject({ value: { autostart: false, theme: 'dark' } });
});

describe('what an administrator has set', () => {
  test('is refused to the user, with all of the patch', () => {
    const { store, active, asked, made } = service({}, { theme: 'light' });
    expect(made.patch({ shortcut: 'Control+J', theme: 'dark' })).toMatchObject({
      ok: false,
      error: { code: 'managed' },
    });
    expect([asked, active.shortcut]).toEqual([[], DEFAULTS.shortcut]);
    expect(store.get()).toEqual({ ...DEFAULTS, theme: 'light' });
    expect(made.patch({ sound: false })).toMatchObject({ ok: true });
  });

  test('is not refused where it stays equal, as the window sends copies', () => {
    const quietHours = { on: true, zone: '', windows: [{ days: [1], from: '22:00', to: '06:00' }] };
    const { store, made } = service({}, { quietHours });
    const copy = structuredClone(quietHours);
    expect(made.patch({ quietHours: copy, theme: 'dark' })).toMatchObject({ ok: true });
    expect(made.patch({ quietHours: { ...copy, on: false } })).toMatchObject({ error: { code: 'managed' } });
    expect(store.get()).toMatchObject({ quietHours, theme: 'dark' });
  });

  test('can be tried again as it is', () => {
    const { asked, made } = service({}, { shortcut: 'Control+J' });
    expect(made.patch({ shortcut: 'Control+J' })).toMatchObject({ ok: true });
    expect(asked).toEqual(['Control+J']);
    expect(fs.existsSync(path.join(folder, 'settings.json'))).toBe(false);
  });

  test('holds in the system as well, also when its user switches it there', () => {
    const { store, active, made } = service({}, { autostart: true });
    expect(made.applyAll()).toEqual([]);
    expect(active.autostart).toBe(true);
    active.autostart = false;
    made.look();
    expect([active.autostart, store.get().autostart]).toEqual([true, true]);
  });

  test('is tried at the start, and refusals are reported', () => {
    const { made } = service({ autostart: true }, { autostart: true });
    expect(made.applyAll()).toContainEqual({ code: 'autostart_unavailable' });
  });
});
