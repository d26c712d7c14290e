import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { DEFAULTS } from '#app/rules/settings';
import { partsOf } from '#server/rules/decide/privacy';
import { openSettings } from '../../support/settings-store.ts';

let folder: string;
const file = () => path.join(folder, 'settings.json');
const write = (fields: object): void => fs.writeFileSync(file(), JSON.stringify({ version: 1, ...fields }));
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-parts-'));
});

/** What can be read of hand-typed values, and what the user and the log learn. */
function read(fields: object) {
  write(fields);
  const { store, troubles, logged } = openSettings(folder);
  const [trouble] = troubles();
  return { store, settings: store.get(), which: trouble?.what === 'odd' ? trouble.which : [], logged };
}
const LINES = {
  team: { neverContent: true, breakThrough: 'nothing' },
  local: { line: 'quietly', senders: { CI: 'quietly', Ada: 'notify' } },
} as const;

test('one bad line loses no other', () => {
  const lines = { ...LINES, shop: { line: 'Quietly', breakThrough: 'urgent' } };
  const { settings, which, logged } = read({ lines });
  expect(settings.lines).toEqual({ ...LINES, shop: { breakThrough: 'urgent' } });
  expect(partsOf('team', settings, false).content).toBe(false);
  expect(which).toEqual(['lines.shop.line']);
  expect(logged).toEqual(['settings.json: lines.shop.line must be equal to one of the allowed values']);
});

test('one bad sender loses no other', () => {
  const { settings, which } = read({ lines: { local: { senders: { CI: 'silent', Ada: 'quietly' } } } });
  expect(settings.lines).toEqual({ local: { senders: { Ada: 'quietly' } } });
  expect(which).toEqual(['lines.local.senders.CI']);
});

test.each([
  ['a value that is no yes or no', { neverContent: 'yes' }, 'neverContent'],
  ['a misspelled name', { neverContents: true, line: 'quietly' }, 'neverContents'],
  ['a line that is none', 'quietly', ''],
  ['nothing', null, ''],
])('a line with %s hides the content of its source, and of no other', (_what, line, name) => {
  const { settings, which } = read({ lines: { ...LINES, shop: line } });
  expect(settings.lines.shop).toMatchObject({ neverContent: true });
  expect(settings.lines).toMatchObject(LINES);
  expect(partsOf('shop', settings, false)).toEqual({ content: false, sender: true, count: true });
  expect(partsOf('local', settings, false).content).toBe(true);
  expect(which).toEqual([['lines', 'shop', ...(name === '' ? [] : [name])].join('.')]);
});

test('a plain no hides nothing, and is not odd', () => {
  const { settings, which } = read({ lines: { shop: { neverContent: false } } });
  expect([partsOf('shop', settings, false).content, which]).toEqual([true, []]);
});

test('many lines by hand all count', () => {
  const many = Array.from({ length: 600 }, (_, at) => [`s-${at}`, { neverContent: true }] as const);
  const { settings } = read({ lines: Object.fromEntries(many) });
  expect(many.every(([id]) => !partsOf(id, settings, false).content)).toBe(true);
});

test('lines of which nothing can be read may have hidden any content, until their user chooses', () => {
  const { store, settings, which } = read({ lines: ['team'], privacy: 'full' });
  expect(partsOf('anything', settings, false).content).toBe(false);
  expect(which).toEqual(['lines']);
  expect(store.patch({ privacy: 'full' }).privacy).toBe('full');
  expect(openSettings(folder).store.get().privacy).toBe('sender');
  expect(openSettings(folder).store.patch({ lines: { team: { neverContent: true } } })).toMatchObject({
    privacy: 'full',
    lines: { team: { neverContent: true } },
  });
  expect(openSettings(folder).store.get().privacy).toBe('full');
  // A stricter choice stays as it is.
  expect(read({ lines: ['team'], privacy: 'nothing' }).settings.privacy).toBe('nothing');
});

test('one bad window loses no other, and a bad part of quiet hours counts as its default', () => {
  const night = { days: [1, 2], from: '22:00', to: '06:00' };
  const windows = [night, { ...night, from: '24:00' }, { ...night, days: [6, 8] }];
  const { settings, which } = read({ quietHours: { on: true, zone: 7, windows } });
  expect(settings.quietHours).toEqual({ on: true, zone: '', windows: [night, { ...night, days: [6] }] });
  expect(which).toEqual(['quietHours.zone', 'quietHours.windows.1.from', 'quietHours.windows.2.days.1']);
  expect(read({ quietHours: { on: true } })).toMatchObject({
    settings: { quietHours: { ...DEFAULTS.quietHours, on: true } },
    which: ['quietHours.zone', 'quietHours.windows'],
  });
  expect(read({ quietHours: 'at night' }).settings.quietHours).toEqual(DEFAULTS.quietHours);
});

test('what was read of bad lines is what the window changes, and then none is bad', () => {
  const { store } = read({ lines: { ...LINES, shop: 'quietly' } });
  const lines = { ...store.get().lines, more: { line: 'quietly' } } as const;
  store.patch({ lines });
  const { store: after, troubles } = openSettings(folder);
  expect(after.get().lines).toEqual({ ...LINES, shop: { neverContent: true }, more: { line: 'quietly' } });
  expect(troubles()).toEqual([]);
});
