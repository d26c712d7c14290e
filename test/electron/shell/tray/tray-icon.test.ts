import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Health } from '#app/state';
import { PLATFORMS, renderIcons } from '../../../../build/icons/render.ts';
import {
  countName,
  type TrayIconState,
  trayIconFile,
  trayIconState,
} from '../../../../electron/shell/tray/tray-icon.ts';
import { atPanelSize, contrast, outstanding } from '../../../support/contrast.ts';
import { notification } from '../../../support/notification.ts';

const STATES: readonly TrayIconState[] = ['ok', 'connecting', 'offline', 'paused'];
const COUNTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-icons-'));
  await renderIcons(folder, PLATFORMS);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const read = (file: string): PNG => PNG.sync.read(fs.readFileSync(file));
const files = (platform: NodeJS.Platform): string[] =>
  STATES.flatMap((state) => COUNTS.map((unread) => trayIconFile(folder, platform, { unread, state })));

describe('the state', () => {
  const health = (level: Health['level']): Health => ({ level, cause: null, sources: [] });

  test.each([
    ['ok', null, 'ok'],
    ['ok', 'paused', 'paused'],
    ['ok', 'quiet_hours', 'paused'],
    ['ok', 'do_not_disturb', 'paused'],
    ['ok', 'locked', 'ok'],
    ['connecting', 'paused', 'connecting'],
    ['connecting', null, 'connecting'],
    ['offline', 'paused', 'offline'],
  ] as const)('%s, held back by %s → %s', (level, reason, state) => {
    const holds = reason === null ? [] : [{ reason, by: null, until: null }];
    expect(trayIconState({ health: health(level), storage: null, holds, emergencies: [] })).toBe(state);
  });

  test('a disk that takes nothing outweighs these, and an emergency all', () => {
    const state = { health: health('ok'), holds: [], storage: 'disk_full', emergencies: [] } as const;
    expect(trayIconState(state)).toBe('offline');
    expect(trayIconState({ ...state, emergencies: [notification(1)] })).toBe('emergency');
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
    for (const file of files(platform)) {
      expect(read(file).width, file).toBe(size);
      for (const scale of scales) {
        expect(read(file.replace('.png', `${scale}.png`)).width).toBe(size * Number(scale.slice(1, -1)));
      }
    }
  });

  test('differs from all others', () => {
    const contents = files('linux').map((file) => fs.readFileSync(file).toString('base64'));
    expect(new Set(contents).size).toBe(STATES.length * COUNTS.length);
  });

  test('is one template per count and state on macOS, black with transparency', () => {
    const { data } = read(trayIconFile(folder, 'darwin', { unread: 3, state: 'ok' }));
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] !== 0) for (const channel of data.subarray(at, at + 3)) colours.add(channel);
    }
    expect([...colours]).toEqual([0]);
  });
});

test('the number looks the same in every state', () => {
  // Digits are the only pure white inside the badge, whose centre is at 65 % of the icon; left of it the bell may be white.
  const digits = (unread: number, state: TrayIconState): string => {
    const { data, width } = read(trayIconFile(folder, 'linux', { unread, state }));
    let picture = '';
    for (let y = 20; y < 43; y++) {
      for (let x = unread > 9 ? 8 : 18; x < 47; x++) {
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

describe('on a panel of any colour', () => {
  /** Makes all transparent that is right of `left` and below `top`. */
  const wipe = ({ data, width, height }: PNG, left: number, top: number): void => {
    for (let y = top; y < height; y++) data.fill(0, (y * width + left) * 4, (y + 1) * width * 4);
  };

  // The fifth is Xfce's default.
  const PANELS = ['#ffffff', '#f0f0f0', '#c0c0c0', '#808080', '#353535', '#1e1e1e', '#000000'];

  test.each(PANELS.flatMap((panel) => STATES.map((state) => [panel, state] as const)))(
    '%s, bell and mark of %s stand out by 3:1',
    (panel, state) => {
      for (const unread of COUNTS) {
        const icon = atPanelSize(read(trayIconFile(folder, 'linux', { unread, state })));
        // Its number is measured by itself.
        if (unread > 0) wipe(icon, unread > 9 ? 2 : 7, 7);
        const { inset, share } = outstanding(icon, panel);
        // Either the bell is lighter than the panel, or the line around it darker: never thinner than that.
        expect(inset, `${unread}`).toBeLessThanOrEqual(2);
        expect(share, `${unread}`).toBeGreaterThan(0.25);
      }
    },
  );

  test.each(STATES)('the number of %s stands out by 4.5:1 from its badge', (state) => {
    for (const unread of COUNTS.slice(1)) {
      const { data, width } = read(trayIconFile(folder, 'linux', { unread, state }));
      // Between the badge's left edge and the first digit.
      const at = (31 * width + (unread > 9 ? 8 : 17)) * 4;
      expect(data[at + 3]).toBe(255);
      expect(contrast([...data.subarray(at, at + 3)], [255, 255, 255])).toBeGreaterThan(4.5);
    }
  });
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
