import fs from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { ROOT } from './app.ts';

const FOLDER = path.join(ROOT, 'dist', 'icons', 'tray-linux');
/** Premultiplied colours lose a little on their way through the panel's format. */
const TOLERANCE = 3;

let known: ReadonlyMap<string, PNG> | undefined;

/**
 * Tells by its pixels which of the rendered icons a tray shows.
 * @returns state and count, such as `ok-3` or `offline-9plus`; `none` without pixels, `unknown` for other pixels
 */
export function nameTrayIcon(icon: PNG | null): string {
  if (icon === null) return 'none';
  known ??= new Map(
    fs.readdirSync(FOLDER).map((file) => [file, PNG.sync.read(fs.readFileSync(path.join(FOLDER, file)))]),
  );
  for (const [file, image] of known) {
    if (samePixels(icon, image)) return path.basename(file, '.png');
  }
  return 'unknown';
}

function samePixels(a: PNG, b: PNG): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  for (let at = 0; at < a.data.length; at += 4) {
    const alphaA = a.data[at + 3] ?? 0;
    const alphaB = b.data[at + 3] ?? 0;
    if (Math.abs(alphaA - alphaB) > TOLERANCE) return false;
    for (let channel = at; channel < at + 3; channel++) {
      const seenA = ((a.data[channel] ?? 0) * alphaA) / 255;
      const seenB = ((b.data[channel] ?? 0) * alphaB) / 255;
      if (Math.abs(seenA - seenB) > TOLERANCE) return false;
    }
  }
  return true;
}
