import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { DEFAULTS } from '#app/rules/settings';
import type { FileTrouble } from '#app/state';
import { lastOwnPort } from '../../../electron/backend/own-port.ts';
import { openFiles } from '../../support/profile-files.ts';
import { openSettings } from '../../support/settings-store.ts';

/** What counts while the user's choice is unknown. */
const CAREFUL = { updates: 'off', privacy: 'count' } as const;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-settings-'));
});
const file = (): string => path.join(folder, 'settings.json');
const write = (content: unknown): void => fs.writeFileSync(file(), JSON.stringify(content));
const onDisk = (): unknown => JSON.parse(fs.readFileSync(file(), 'utf8'));
const copies = (): readonly string[] =>
  fs.readdirSync(folder).filter((name) => name.startsWith('settings.json.damaged-'));
/** What the app reports to its user about its files. */
let troubles: () => readonly FileTrouble[];
function open(ownPort: number | null = null) {
  const opened = openSettings(folder, { ownPort });
  troubles = opened.troubles;
  return opened.store;
}

test('a change survives a restart and reaches its listeners once', () => {
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

test('an invalid stored value counts as its default, stays in the file and is reported; the others apply', () => {
  const stored = { version: 1, theme: 'purple', port: 80, shortcut: 'Control+J', unknown: true };
  write(stored);
  const settings = open();
  expect(settings.get()).toEqual({ ...DEFAULTS, shortcut: 'Control+J' });
  expect(troubles()).toEqual([{ what: 'odd', file: 'settings.json', which: ['theme', 'port'] }]);
  settings.patch({ sound: false });
  expect(onDisk()).toEqual({ ...stored, sound: false });
  settings.patch({ port: 48_120 });
  expect(troubles()).toEqual([{ what: 'odd', file: 'settings.json', which: ['theme'] }]);
});

test('a profile keeps the port that its backend had last, unless its user has set one', () => {
  const endpoint = path.join(folder, 'endpoint.json');
  expect(lastOwnPort(folder)).toBeNull();
  expect(open(lastOwnPort(folder)).get().port).toBe(DEFAULTS.port);
  fs.writeFileSync(endpoint, JSON.stringify({ url: 'http://127.0.0.1:47603', token: '2|secret' }));
  const settings = open(lastOwnPort(folder));
  expect(settings.get().port).toBe(47_603);
  settings.ownPort(50_001);
  settings.patch({ theme: 'dark' });
  expect([settings.get().port, onDisk()]).toEqual([50_001, { version: 1, theme: 'dark' }]);
  settings.patch({ port: 48_120 });
  settings.ownPort(50_002);
  expect([settings.get().port, open(47_603).get().port]).toEqual([48_120, 48_120]);
  fs.writeFileSync(endpoint, '{"url":"nowhere"');
  expect(lastOwnPort(folder)).toBeNull();
});

test.each(['Off', 'nightly', false, null])('updates that are %j are no consent to any', (updates) => {
  write({ version: 1, updates });
  const settings = open();
  expect(settings.get().updates).toBe('off');
  settings.patch({ updates: 'beta' });
  expect(open().get().updates).toBe('beta');
});

test('the first start writes nothing, and a change nothing but itself', () => {
  const settings = open();
  expect(fs.existsSync(file())).toBe(false);
  settings.patch({ sound: false });
  expect(onDisk()).toEqual({ version: 1, sound: false });
  settings.patch({ sound: true });
  expect(onDisk()).toEqual({ version: 1, sound: true });
});

test('of a file of the version before, once, what nobody chose goes; the port stays', () => {
  // All that it held, whatever settings there are by now.
  const first = {
    theme: 'system',
    shortcut: 'CommandOrControl+Shift+B',
    autostart: false,
    closeToTray: true,
  };
  write({ ...first, updates: 'stable', port: DEFAULTS.port, sound: false, newer: 7 });
  expect(open().get()).toEqual({ ...DEFAULTS, sound: false });
  expect(onDisk()).toEqual({ version: 1, sound: false, port: DEFAULTS.port, newer: 7 });
  open().patch({ theme: 'dark' });
  open().patch({ theme: 'system' });
  open();
  expect(onDisk()).toMatchObject({ theme: 'system' });
});

describe('a file with a slip in it', () => {
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
  const CHOSEN = { updates: 'off', port: 48_120 };

  test.each([
    ['a comma too many', Buffer.from('{"updates":"off","port":48120,}')],
    ['a comment', Buffer.from('{"updates":"off", // as at work\n"port":48120}')],
    ['a letter that is not UTF-8', Buffer.from('{"updates":"off","port":48120,"x":"\xfc"}', 'latin1')],
    ['UTF-16 and a comma too many', utf16('{"updates":"off","port":48120,}')],
  ])('%s: all of it counts, the old one is kept and told', (_slip, content) => {
    fs.writeFileSync(file(), content);
    expect(open().get()).toMatchObject(CHOSEN);
    const [copy = '', ...more] = copies();
    expect(more).toEqual([]);
    expect(copy).toMatch(/^settings\.json\.damaged-\d{4}-\d\d-\d\dT[-\d]+Z$/);
    expect(fs.readFileSync(path.join(folder, copy))).toEqual(content);
    const told = [{ what: 'damaged', file: 'settings.json', copy: path.join(folder, copy) }];
    const inTheEnd = () => {
      const files = openFiles(folder);
      files.look();
      return files.troubles();
    };
    expect(troubles()).toEqual(told);
    expect(open().get()).toMatchObject(CHOSEN);
    expect(onDisk()).toMatchObject(CHOSEN);
    expect(copies()).toHaveLength(1);
    // Until its user says so: the window may not have been open.
    expect(inTheEnd()).toEqual(told);
  });

  test.each([
    ['nothing', ''],
    ['a torn end', '{"updates":"off","po'],
    ['a list', '["off"]'],
    ['zeros', '\0'.repeat(40)],
    ['UTF-16 without its mark', Buffer.from('{"updates":"off"}', 'utf16le')],
  ])('%s: updates are off, also after another start, until their user chooses', (_what, content) => {
    fs.writeFileSync(file(), content);
    expect(open().get()).toEqual({ ...DEFAULTS, ...CAREFUL });
    expect(copies()).toHaveLength(1);
    expect(open().get().updates).toBe('off');
    open().patch({ updates: 'stable' });
    expect(open().get().updates).toBe('stable');
    expect(copies()).toHaveLength(1);
  });

  test.each([
    ['UTF-8 with its mark', Buffer.from('\ufeff{"updates":"off","port":48120}')],
    ['UTF-16 of Windows', utf16('{"updates":"off","port":48120}')],
    ['UTF-16 the other way round', utf16('{"updates":"off","port":48120}').swap16()],
  ])('%s is none', (_encoding, content) => {
    fs.writeFileSync(file(), content);
    const settings = open();
    expect(settings.get()).toMatchObject(CHOSEN);
    settings.patch({ sound: false });
    expect(open().get()).toMatchObject({ ...CHOSEN, sound: false });
    expect([copies(), troubles()]).toEqual([[], []]);
  });

  test('made while the app runs, it is preserved too, and the known values stay', () => {
    const settings = open();
    settings.patch({ updates: 'off', theme: 'dark' });
    fs.writeFileSync(file(), '{"updates":"off","theme":"light",,');
    settings.patch({ sound: false });
    expect(onDisk()).toEqual({ version: 1, updates: 'off', theme: 'dark', sound: false });
    expect(copies()).toHaveLength(1);
    expect(troubles()).toMatchObject([{ what: 'damaged' }]);
  });

  test('only the newest few copies stay', () => {
    for (let time = 1; time <= 8; time += 1) {
      fs.writeFileSync(file(), `{${time}`);
      open();
    }
    const kept = copies().map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
    expect(kept.sort()).toEqual(['{4', '{5', '{6', '{7', '{8']);
  });
});

test('edits by hand while the app runs are not overwritten', () => {
  const settings = open();
  settings.patch({ theme: 'dark' });
  write({ version: 1, theme: 'dark', updates: 'off', newer: true });
  settings.patch({ sound: false });
  expect(onDisk()).toEqual({ version: 1, theme: 'dark', updates: 'off', newer: true, sound: false });
});

test('a file that cannot be read stays as it is, is reported, and does not count as consent to updates', () => {
  fs.symlinkSync(file(), file());
  const settings = open();
  expect(settings.get()).toEqual({ ...DEFAULTS, ...CAREFUL });
  expect(troubles()).toEqual([{ what: 'unreadable', file: 'settings.json', code: 'ELOOP' }]);
  expect(() => settings.patch({ theme: 'dark' })).toThrow('cannot be read');
  expect(fs.lstatSync(file()).isSymbolicLink()).toBe(true);
  fs.rmSync(file());
  write({ version: 1, updates: 'beta' });
  settings.patch({ theme: 'dark' });
  expect(onDisk()).toEqual({ version: 1, updates: 'beta', theme: 'dark' });
  expect(troubles()).toEqual([]);
});

test('a damaged file that cannot be copied stays as it is', () => {
  fs.writeFileSync(file(), '{"updates":"off",}');
  const full = vi.spyOn(fs, 'writeFileSync').mockImplementation(() => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  });
  onTestFinished(() => full.mockRestore());
  const opened = open();
  expect(opened.get().updates).toBe('off');
  expect(() => opened.patch({ theme: 'dark' })).toThrow('no space');
  expect(fs.readFileSync(file(), 'utf8')).toBe('{"updates":"off",}');
});
