/** Finds the app's tray icons on the screen by their pixels, wherever and however large a panel has drawn them. */
import fs from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import type { Desktop } from '../../build/desktop.ts';
import { ROOT } from './app.ts';
import { contrast } from './contrast.ts';

const FOLDER = path.join(ROOT, 'dist', 'icons', 'tray-linux');
const COUNTS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9plus'];
/** The badge of a connected app, and its place in an icon of width 1: build/icons/tray.ts. */
const BADGE = {
  colour: [0xd9, 0x26, 0x32],
  height: 16.6 / 24,
  top: 7.3 / 24,
  left: 7.3 / 24,
  leftOfMany: 2.7 / 24,
};
/** By so much a panel may cut off the lower edge, in pixels. */
const CUTS = [0, 0.5, 1, 1.5, 2];
const NEAR = 40;
/** Smaller spots of that colour are no badge. */
const SMALLEST = 10;

type Box = Readonly<{ left: number; top: number; right: number; bottom: number }>;

export type ScreenIcon = Readonly<{
  /** Which of the rendered ones it looks most like: `1` … `9`, `9plus`. */
  count: string;
  /** Its middle. */
  at: Readonly<{ x: number; y: number }>;
  /** The share of it, but for the badge, that stands out from the panel by 3:1. */
  outstanding: number;
}>;

/** Those with a number, of a connected app. */
export function iconsOnScreen(desktop: Desktop): readonly ScreenIcon[] {
  const file = path.join(desktop.runtimeDir, 'icons.png');
  desktop.screenshot(file);
  const screen = PNG.sync.read(fs.readFileSync(file));
  return badges(screen).map((badge) => describe(screen, badge));
}

function pixel(image: PNG, x: number, y: number): readonly number[] {
  const at = (y * image.width + x) * 4;
  return [...image.data.subarray(at, at + 4)];
}

function isBadge({ data, width }: PNG, x: number, y: number): boolean {
  const at = (y * width + x) * 4;
  return BADGE.colour.every((value, channel) => Math.abs(value - (data[at + channel] ?? 0)) < NEAR);
}

function badges(screen: PNG): readonly Box[] {
  const seen = new Set<number>();
  const found: Box[] = [];
  for (let y = 0; y < screen.height; y++) {
    for (let x = 0; x < screen.width; x++) {
      if (seen.has(y * screen.width + x) || !isBadge(screen, x, y)) continue;
      const box = { left: x, top: y, right: x, bottom: y };
      const open: [number, number][] = [[x, y]];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const [atX, atY] = next;
        const key = atY * screen.width + atX;
        if (atX < 0 || atY < 0 || atX >= screen.width || atY >= screen.height || seen.has(key)) continue;
        if (!isBadge(screen, atX, atY)) continue;
        seen.add(key);
        box.left = Math.min(box.left, atX);
        box.right = Math.max(box.right, atX);
        box.top = Math.min(box.top, atY);
        box.bottom = Math.max(box.bottom, atY);
        open.push([atX + 1, atY], [atX - 1, atY], [atX, atY + 1], [atX, atY - 1]);
      }
      if (box.bottom - box.top + 1 >= SMALLEST && box.right - box.left + 1 >= SMALLEST) found.push(box);
    }
  }
  return found;
}

type Place = Readonly<{ left: number; top: number; size: number }>;

function describe(screen: PNG, badge: Box): ScreenIcon {
  const fits = COUNTS.flatMap((count) => {
    const icon = PNG.sync.read(fs.readFileSync(path.join(FOLDER, `ok-${count}.png`)));
    return CUTS.map((cut) => {
      const size = (badge.bottom - badge.top + 1 + cut) / BADGE.height;
      const left = badge.left - size * (count === '9plus' ? BADGE.leftOfMany : BADGE.left);
      const place = { left, top: badge.top - size * BADGE.top, size };
      return { count, place, difference: difference(screen, badge, icon, place) };
    });
  });
  const { count, place } = fits.reduce((best, fit) => (fit.difference < best.difference ? fit : best));
  return {
    count,
    at: { x: Math.round(place.left + place.size / 2), y: Math.round(place.top + place.size / 2) },
    outstanding: share(screen, badge, place),
  };
}

function difference(screen: PNG, badge: Box, icon: PNG, { left, top, size }: Place): number {
  let sum = 0;
  for (let y = badge.top; y <= badge.bottom; y++) {
    for (let x = badge.left; x <= badge.right; x++) {
      const seen = pixel(screen, x, y)[1] ?? 0;
      sum += Math.abs(seen - meant(icon, (x - left) / size, (y - top) / size, 1 / size));
    }
  }
  return sum;
}

/** Green of the part of an icon, all in widths of the icon: of white digits 255, of their badge next to nothing. */
function meant(icon: PNG, x: number, y: number, side: number): number {
  let sum = 0;
  let pixels = 0;
  const end = (from: number) => Math.min(icon.width - 1, Math.max(Math.ceil((from + side) * icon.width), 1));
  for (let row = Math.max(0, Math.floor(y * icon.width)); row < end(y); row++) {
    for (let column = Math.max(0, Math.floor(x * icon.width)); column < end(x); column++) {
      sum += pixel(icon, column, row)[1] ?? 0;
      pixels += 1;
    }
  }
  return pixels === 0 ? 0 : sum / pixels;
}

function share(screen: PNG, badge: Box, icon: Place): number {
  const [left, top] = [Math.max(0, Math.floor(icon.left)), Math.max(0, Math.floor(icon.top))];
  const panel = pixel(screen, Math.max(0, left - 1), Math.round(icon.top + icon.size / 2)).slice(0, 3);
  let outstanding = 0;
  for (let y = top; y <= badge.bottom; y++) {
    for (let x = left; x <= badge.right; x++) {
      const inBadge = x >= badge.left && y >= badge.top;
      if (!inBadge && contrast(pixel(screen, x, y).slice(0, 3), panel) >= 3) outstanding += 1;
    }
  }
  return outstanding / (icon.size * icon.size);
}
