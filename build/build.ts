import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { renderIcons } from './icons/render.ts';
import { nodeBundle } from './vite.node.ts';

const ROOT = path.dirname(import.meta.dirname);
const DIST = path.join(ROOT, 'dist');
const CONTRACTS = ['electron/contract', 'server/contract'];
const EVERYWHERE = ['build', 'package-lock.json', 'package.json'];

/** Each a folder of `dist/`, with all that it is made of. */
const PARTS = {
  electron: {
    inputs: ['electron', ...CONTRACTS],
    async make(out: string) {
      await build(nodeBundle('electron/main.ts', out, 'es'));
      await build(nodeBundle('electron/preload.ts', out, 'cjs'));
    },
  },
  server: {
    inputs: ['server'],
    make: (out: string) => build(nodeBundle('server/main.ts', out, 'es')),
  },
  renderer: {
    inputs: ['renderer', ...CONTRACTS],
    make: () => build({ configFile: path.join(ROOT, 'build', 'vite.renderer.ts'), logLevel: 'warn' }),
  },
  icons: { inputs: [], make: renderIcons },
} as const satisfies Record<string, { inputs: readonly string[]; make: (out: string) => Promise<unknown> }>;

export type Part = keyof typeof PARTS;

function newest(target: string): number {
  const stat = fs.statSync(target);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...fs.readdirSync(target).map((name) => newest(path.join(target, name))));
}

/**
 * Builds each part of `dist/` that is older than what it is made of.
 * @returns the parts that were built
 */
export async function buildIfChanged(): Promise<readonly Part[]> {
  const built: Part[] = [];
  for (const part of Object.keys(PARTS) as Part[]) {
    const { inputs, make } = PARTS[part];
    const stamp = path.join(DIST, `.built-${part}`);
    const last = fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const started = new Date();
    if (last > Math.max(...[...inputs, ...EVERYWHERE].map((name) => newest(path.join(ROOT, name))))) continue;
    fs.rmSync(path.join(DIST, part), { recursive: true, force: true });
    await make(path.join(DIST, part));
    fs.writeFileSync(stamp, '');
    // What is written while it is built counts as newer.
    fs.utimesSync(stamp, started, started);
    built.push(part);
  }
  return built;
}

if (import.meta.main) await buildIfChanged();
