import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Health } from '#app/state';
import { PLATFORMS, renderIcons } from '../../../build/icons/render.ts';
import { countName, type TrayIconState, trayIconFile, trayIconState } from '../../../electron/tray/icon.ts';

const STATES: readonly TrayIconState[] = ['ok', 'connecting', 'offline', 'paused'];
const COUNTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

const LATER = '2026-11-22T12:00:00.000Z';

let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-icons-'));
  await renderIcons(folder, PLATFORMS);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const read = (file: string): PNG => PNG.sync.read(fs.readFileSync(file));
const files = (platform: NodeJS.Platform, dark: boolean): string[] =>
  STATES.flatMap((state) => COUNTS.map((unread) => trayIconFile(folder, platform, { unread, state, dark })));

describe('the state', () => {
  const health = (level: Health['level']): Health => ({ level, cause: null, sources: [] });

  test.each([
    ['ok', null, 'ok'],
    ['ok', LATER, 'paused'],
    ['connecting', LATER, 'connecting'],
    ['connecting', null, 'connecting'],
    ['offline', LATER, 'offline'],
  ] as const)('%s, paused until %s → %s', (level, pausedUntil, state) => {
    expect(trayIconState({ health: health(level), storage: null, pausedUntil })).toBe(state);
  });

  test('a disk that takes nothing outweighs all', () => {
    expect(trayIconState({ health: health('ok'), pausedUntil: null, storage: 'disk_full' })).toBe('offline');
  });
});

test.each([
  [0, '0'],
  [1, '1'],
  [9, '9'],
  [10, '9plus'],
  [100_000, '9plus'],
])('a count of %i is written %s', (count, name) => {
  expect(countName(count)).toBe(name);
});

describe('every icon the tray asks for', () => {
  test.each([
    ['linux', 48, []],
    ['win32', 16, ['@1.25x', '@1.5x', '@2x']],
    ['darwin', 18, ['@2x']],
  ] as const)('is rendered on %s', (platform, size, scales) => {
    for (const file of [...files(platform, false), ...files(platform, true)]) {
      expect(read(file).width, file).toBe(size);
      for (const scale of scales) {
        expect(read(file.replace('.png', `${scale}.png`)).width).toBe(size * Number(scale.slice(1, -1)));
      }
    }
  });

  test('differs from all others', () => {
    const contents = [...files('linux', false), ...files('linux', true)].map((file) =>
      fs.readFileSync(file).toString('base64'),
    );
    expect(new Set(contents).size).toBe(STATES.length * COUNTS.length * 2);
  });

  test('is one template per count and state on macOS, black with transparency', () => {
    expect(files('darwin', false)).toEqual(files('darwin', true));
    const { data } = read(trayIconFile(folder, 'darwin', { unread: 3, state: 'ok', dark: false }));
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] !== 0) for (const channel of data.subarray(at, at + 3)) colours.add(channel);
    }
    expect([...colours]).toEqual([0]);
  });
});

test('the number looks the same in every state', () => {
  // Digits are the only pure white inside the badge, whose middle lies at 65 % of the icon.
  const digits = (unread: number, state: TrayIconState): string => {
    const { data, width } = read(trayIconFile(folder, 'linux', { unread, state, dark: false }));
    let picture = '';
    for (let y = 20; y < 43; y++) {
      for (let x = 12; x < 47; x++) {
        const at = (y * width + x) * 4;
        picture += Math.min(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) > 250 ? '#' : '.';
      }
      picture += '\n';
    }
    return picture;
  };
  const pictures = COUNTS.slice(1).map((unread) => {
    const [first, ...others] = STATES.map((state) => digits(unread, state));
    for (const other of others) expect(other).toBe(first);
    return first;
  });
  expect(new Set(pictures).size).toBe(10);
});

test('nothing is rendered twice', async () => {
  expect(await renderIcons(folder, PLATFORMS)).toBe(0);
});

test('the taskbar of Windows has an overlay for each count', () => {
  for (const unread of COUNTS.slice(1)) {
    expect(read(path.join(folder, 'overlay', `${countName(unread)}.png`)).width).toBe(16);
  }
});

test('the app icon comes in all sizes', () => {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
    expect(read(path.join(folder, 'app', `${size}.png`)).width).toBe(size);
  }
});
