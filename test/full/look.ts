/** Eyes on the screen of a test's desktop. */
import fs from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import type { Desktop } from '../../build/desktop.ts';

export type Point = Readonly<{ x: number; y: number }>;
/** In pixels, the last ones included. */
export type Box = Readonly<{ left: number; top: number; right: number; bottom: number }>;
export type Colour = readonly [red: number, green: number, blue: number];

export function look(desktop: Desktop): PNG {
  const file = path.join(desktop.runtimeDir, 'look.png');
  desktop.screenshot(file);
  return PNG.sync.read(fs.readFileSync(file));
}

/** The smallest box around all pixels for which `is` holds; null: there are none. */
function boxOf({ width, height }: PNG, from: number, is: (at: number) => boolean): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = from; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!is((y * width + x) * 4)) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return right === -1 ? null : { left, top, right, bottom };
}

/** Where the two screens differ below the row `from`; null: nowhere. */
export const changed = (before: PNG, after: PNG, from: number): Box | null =>
  boxOf(after, from, (at) => before.data.readUInt32LE(at) !== after.data.readUInt32LE(at));

/** Where there is this colour. */
export const coloured = (screen: PNG, [red, green, blue]: Colour): Box | null =>
  boxOf(
    screen,
    0,
    (at) => screen.data[at] === red && screen.data[at + 1] === green && screen.data[at + 2] === blue,
  );

/** A picture of one colour. */
export function plainPicture(side: number, [red, green, blue]: Colour): Buffer {
  const png = new PNG({ width: side, height: side });
  for (let at = 0; at < png.data.length; at += 4) png.data.set([red, green, blue, 255], at);
  return PNG.sync.write(png);
}
