import fs from 'node:fs';
import path from 'node:path';
import { asideName, surplusAsides } from '#server/aside';

/**
 * Saves a copy of a damaged file beside it, readable only for its user. The file itself stays until a whole one replaces it.
 * @returns the copy's name
 * @throws NodeJS.ErrnoException
 */
export function keepCopy(file: string, content: Uint8Array, now = new Date()): string {
  return aside(file, now, (copy) =>
    fs.writeFileSync(copy, content, { flag: 'wx', mode: 0o600, flush: true }),
  );
}

/** Renames a file that cannot be read as a damaged one. */
export function moveAside(file: string, now = new Date()): string {
  return aside(file, now, (name) => fs.renameSync(file, name));
}

function aside(file: string, now: Date, make: (target: string) => void): string {
  const folder = path.dirname(file);
  const own = path.basename(file);
  const name = asideName(own, now, fs.readdirSync(folder));
  make(path.join(folder, name));
  for (const old of surplusAsides(own, fs.readdirSync(folder))) {
    fs.rmSync(path.join(folder, old), { recursive: true, force: true });
  }
  return name;
}
