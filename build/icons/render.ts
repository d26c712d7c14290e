import fs from 'node:fs/promises';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { COUNTS, overlayIcon, STATES, trayIcon } from './tray.ts';

const HERE = import.meta.dirname;
export const PLATFORMS = ['linux', 'win32', 'darwin'] as const;
export type Platform = (typeof PLATFORMS)[number];

type Image = Readonly<{ file: string; svg: string; size: number }>;

/** Electron's file name suffixes for screen densities, with their factors. */
const WINDOWS_SCALES = [
  ['', 1],
  ['@1.25x', 1.25],
  ['@1.5x', 1.5],
  ['@2x', 2],
] as const;
const MAC_SCALES = [
  ['', 1],
  ['@2x', 2],
] as const;

const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
/** Up to this size the app icon uses the simpler drawing. */
const SMALL = 32;

function trayImages(platform: Platform): Image[] {
  const mac = platform === 'darwin';
  return STATES.flatMap((state) =>
    COUNTS.flatMap((count) => {
      const svg = trayIcon(state, count, mac ? 'template' : 'panel');
      const stem = `tray-${platform}/${state}-${count}${mac ? 'Template' : ''}`;
      switch (platform) {
        case 'linux':
          // A Linux tray gets only the largest size of an image.
          return [{ file: `${stem}.png`, svg, size: 48 }];
        case 'win32':
          return WINDOWS_SCALES.map(([at, scale]) => ({ file: `${stem}${at}.png`, svg, size: 16 * scale }));
        case 'darwin':
          return MAC_SCALES.map(([at, scale]) => ({ file: `${stem}${at}.png`, svg, size: 18 * scale }));
        default:
          return platform satisfies never;
      }
    }),
  );
}

function overlayImages(): Image[] {
  return COUNTS.flatMap((count) =>
    count === '0'
      ? []
      : WINDOWS_SCALES.map(([at, scale]) => ({
          file: `overlay/${count}${at}.png`,
          svg: overlayIcon(count),
          size: 16 * scale,
        })),
  );
}

async function appImages(): Promise<Image[]> {
  const large = await fs.readFile(path.join(HERE, 'app.svg'), 'utf8');
  const small = await fs.readFile(path.join(HERE, 'app-small.svg'), 'utf8');
  return APP_SIZES.map((size) => ({ file: `app/${size}.png`, svg: size <= SMALL ? small : large, size }));
}

async function modified(file: string): Promise<number | null> {
  try {
    return (await fs.stat(file)).mtimeMs;
  } catch {
    return null;
  }
}

async function newestInput(): Promise<number> {
  const files = await fs.readdir(HERE);
  const times = await Promise.all(files.map((name) => modified(path.join(HERE, name))));
  return Math.max(...times.map((time) => time ?? 0));
}

/** This platform. Other Unix systems use the Linux tray. */
const running = PLATFORMS.find((platform) => platform === process.platform) ?? 'linux';

/**
 * Renders `tray-{platform}/{state}-{count}.png` (macOS: `…Template.png`), `overlay/{count}.png` for the Windows taskbar, and
 * `app/{size}.png`. Skips files that are newer than every input.
 * @returns the number of files written
 */
export async function renderIcons(
  outDir: string,
  platforms: readonly Platform[] = [running],
): Promise<number> {
  const images = [
    ...(await appImages()),
    ...platforms.flatMap(trayImages),
    ...(platforms.includes('win32') ? overlayImages() : []),
  ];
  const folders = new Set(images.map((image) => path.dirname(path.join(outDir, image.file))));
  await Promise.all([...folders].map((folder) => fs.mkdir(folder, { recursive: true })));
  const newest = await newestInput();
  let written = 0;
  for (const { file, svg, size } of images) {
    const target = path.join(outDir, file);
    const there = await modified(target);
    if (there !== null && there > newest) continue;
    const options = { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } } as const;
    await fs.writeFile(target, new Resvg(svg, options).render().asPng());
    written += 1;
  }
  return written;
}

if (import.meta.main) {
  const outDir = path.join(HERE, '..', '..', 'dist', 'icons');
  const written = await renderIcons(outDir, process.argv.includes('--all') ? PLATFORMS : [running]);
  console.log(`icons: ${written} written`);
}
