import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { renderIcons } from './icons/render.ts';
import { nodeBundle } from './vite.node.ts';

const ROOT = path.dirname(import.meta.dirname);
const DIST = path.join(ROOT, 'dist');
const STAMP = path.join(DIST, '.built');
const INPUTS = ['electron', 'server', 'renderer', 'build', 'package-lock.json', 'package.json'];

function newest(target: string): number {
  const stat = fs.statSync(target);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...fs.readdirSync(target).map((name) => newest(path.join(target, name))));
}

/** Builds `dist/` unless it is newer than everything it is made of. */
export async function buildIfChanged(): Promise<void> {
  const built = fs.statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(...INPUTS.map((name) => newest(path.join(ROOT, name))))) return;
  for (const folder of ['electron', 'server', 'renderer']) {
    fs.rmSync(path.join(DIST, folder), { recursive: true, force: true });
  }
  await build(nodeBundle('electron/main.ts', path.join(DIST, 'electron'), 'es'));
  await build(nodeBundle('electron/preload.ts', path.join(DIST, 'electron'), 'cjs'));
  await build(nodeBundle('server/main.ts', path.join(DIST, 'server'), 'es'));
  await build({ configFile: path.join(ROOT, 'build', 'vite.renderer.ts'), logLevel: 'warn' });
  await renderIcons(path.join(DIST, 'icons'));
  fs.writeFileSync(STAMP, '');
}

if (import.meta.main) await buildIfChanged();
