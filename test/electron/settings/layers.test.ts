import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { DEFAULTS } from '#app/rules/settings';
import { openSettings } from '../../support/settings-store.ts';

let folder: string;
const file = () => path.join(folder, 'settings.json');
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-layers-'));
});

test('what an administrator has set counts before what the user has, which waits beneath it', () => {
  openSettings(folder).store.patch({ theme: 'dark', port: 48_120 });
  const before = fs.readFileSync(file(), 'utf8');
  const { store } = openSettings(folder, { policy: { theme: 'light', updates: 'off' } });
  expect(store.get()).toEqual({ ...DEFAULTS, theme: 'light', updates: 'off', port: 48_120 });
  expect(store.locked()).toEqual(['theme', 'updates']);
  expect(fs.readFileSync(file(), 'utf8')).toBe(before);

  store.patch({ sound: false });
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toEqual({
    version: 1,
    theme: 'dark',
    port: 48_120,
    sound: false,
  });
  const free = openSettings(folder).store;
  expect([free.get().theme, free.locked()]).toEqual(['dark', []]);
});

test('without an administrator nothing is locked', () => {
  expect(openSettings(folder).store.locked()).toEqual([]);
});

test('a value of a policy that makes no sense neither counts nor locks, and is logged', () => {
  const { store, troubles, logged } = openSettings(folder, { policy: { theme: 'purple', sound: false } });
  expect(store.get()).toEqual({ ...DEFAULTS, sound: false });
  expect(store.locked()).toEqual(['sound']);
  expect(logged).toEqual(['policy: theme must be equal to one of the allowed values']);
  // The user's file has nothing to do with it.
  expect(troubles()).toEqual([]);
});

test('a value of a policy that may have been strict counts as strict, and is locked', () => {
  openSettings(folder).store.patch({ updates: 'beta' });
  const { store } = openSettings(folder, { policy: { updates: 'Off', privacy: 'sendr' } });
  expect(store.get()).toMatchObject({ updates: 'off', privacy: 'count' });
  expect(store.locked()).toEqual(['privacy', 'updates']);
});

test('what a policy says legibly about quiet hours counts', () => {
  const day = { days: [1], from: '20:00', to: '08:00' };
  const quietHours = { on: true, zone: 'Europe/Berlin', windows: [day, { ...day, to: '25:00' }] };
  const { store, logged } = openSettings(folder, { policy: { quietHours } });
  expect(store.get().quietHours).toEqual({ ...quietHours, windows: [day] });
  expect([store.locked(), logged]).toEqual([
    ['quietHours'],
    [expect.stringMatching(/^policy: quietHours\.windows\.1\.to must match pattern /)],
  ]);
});

test('a policy sets only what the table lets it set', () => {
  const { store } = openSettings(folder, { policy: { remoteDebugging: true, newer: 1 } });
  expect([store.get(), store.locked()]).toEqual([DEFAULTS, []]);
});

test('the port of a policy applies, wherever the backend listened before', () => {
  const { store } = openSettings(folder, { ownPort: 47_603, policy: { port: 48_120 } });
  store.ownPort(50_001);
  expect(store.get().port).toBe(48_120);
});

test('if the file cannot be read, the policy decides about updates', () => {
  fs.writeFileSync(file(), '');
  expect(openSettings(folder, { policy: { updates: 'beta' } }).store.get().updates).toBe('beta');
});
