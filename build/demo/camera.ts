import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { PNG } from 'pngjs';
import type { Desktop } from '../desktop.ts';
import { until } from './wait.ts';

const THEMES = ['light', 'dark'] as const;
/** Pictures of the window have twice its resolution, for dense screens. */
const SCALE = 2;
/** Unfiltered PNGs of flat areas are smallest. Colour type 2 has no transparency. */
const COMPACT = { colorType: 2, filterType: 0, deflateLevel: 9, deflateStrategy: 0 } as const;
const AT_REST = `[...document.images].every((image) => image.complete) &&
  document.getAnimations().every((one) => one.effect.getTiming().iterations === Infinity)`;

export interface Camera {
  /** The window in both themes, as `NAME-light.png` and `NAME-dark.png`. */
  readonly window: (page: Page, name: string) => Promise<void>;
  readonly desktop: (page: Page, name: string) => Promise<void>;
  readonly theme: (page: Page, theme: 'light' | 'dark') => Promise<void>;
}

/** Saves pictures to a folder, which it empties first. */
export function createCamera(folder: string, desktop: Desktop): Camera {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });

  async function theme(page: Page, name: (typeof THEMES)[number]): Promise<void> {
    await page.evaluate(`belfry.call('settings.patch', { patch: { theme: '${name}' } })`);
    await page.locator(`html[data-theme=${name}]`).waitFor();
  }

  return {
    theme,
    async window(page, name) {
      for (const each of THEMES) {
        await theme(page, each);
        save(path.join(folder, `${name}-${each}.png`), await capture(page));
      }
    },
    async desktop(page, name) {
      await settle(page);
      const file = path.join(folder, `${name}.png`);
      desktop.screenshot(file);
      save(file, fs.readFileSync(file));
    },
  };
}

/** Waits until nothing moves in the window and its pictures are loaded, with the pointer out of the way. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await until('a window at rest', () => page.evaluate<boolean>(AT_REST));
}

async function capture(page: Page): Promise<Buffer> {
  await settle(page);
  const size = await page.evaluate<{ width: number; height: number }>(
    '({ width: innerWidth, height: innerHeight })',
  );
  const session = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, ...size, scale: SCALE };
  const { data } = await session.send('Page.captureScreenshot', { clip });
  await session.detach();
  return Buffer.from(data, 'base64');
}

/** Compresses without loss. */
function save(file: string, png: Buffer): void {
  fs.writeFileSync(file, PNG.sync.write(PNG.sync.read(png), COMPACT));
}
