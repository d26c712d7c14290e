import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'vite';
import { nodeBundle } from './bundle/vite.node.ts';
import { renderIcons } from './icons/render.ts';
import { collectPackages, writeBundled } from './packaging/notices.ts';
import { renderSounds } from './sounds/render.ts';

const ROOT = path.dirname(import.meta.dirname);
const DIST = path.join(ROOT, 'dist');
const CONTRACTS = ['electron/contract', 'server/contract'];
const COMMON_INPUTS = ['build', 'package-lock.json', 'package.json'];

type Make = (out: string, plugins: Plugin[]) => Promise<unknown>;

/** Each part is a folder of `dist/`; `inputs` are the folders that it is built from. */
const PARTS = {
  electron: {
    inputs: ['electron', ...CONTRACTS],
    async make(out, plugins) {
      await build({ ...nodeBundle('electron/main.ts', out, 'es'), plugins });
      await build({ ...nodeBundle('electron/preload.ts', out, 'cjs'), plugins });
    },
  },
  server: {
    inputs: ['server'],
    make: (out, plugins) => build({ ...nodeBundle('server/main.ts', out, 'es'), plugins }),
  },
  renderer: {
    inputs: ['renderer', ...CONTRACTS],
    make: (_out, plugins) =>
      build({
        configFile: path.join(ROOT, 'build', 'bundle', 'vite.renderer.ts'),
        logLevel: 'warn',
        plugins,
      }),
  },
  icons: { inputs: [], make: (out) => renderIcons(out) },
  sounds: { inputs: ['electron/contract/rules/sounds.ts'], make: (out) => renderSounds(out) },
} as const satisfies Record<string, { inputs: readonly string[]; make: Make }>;

export type Part = keyof typeof PARTS;

function newest(target: string): number {
  const stat = fs.statSync(target);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...fs.readdirSync(target).map((name) => newest(path.join(target, name))));
}

/**
 * Builds each part of `dist/` that is older than its inputs.
 * @returns the parts that were built
 */
export async function buildIfChanged(): Promise<readonly Part[]> {
  const built: Part[] = [];
  for (const part of Object.keys(PARTS) as Part[]) {
    const { inputs, make } = PARTS[part];
    const stamp = path.join(DIST, `.built-${part}`);
    const last = fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const started = new Date();
    if (last > Math.max(...[...inputs, ...COMMON_INPUTS].map((name) => newest(path.join(ROOT, name)))))
      continue;
    fs.rmSync(path.join(DIST, part), { recursive: true, force: true });
    const packages = new Set<string>();
    await make(path.join(DIST, part), [collectPackages(packages)]);
    writeBundled(part, packages);
    fs.writeFileSync(stamp, '');
    // An input that changes during the build counts as newer.
    fs.utimesSync(stamp, started, started);
    built.push(part);
  }
  return built;
}

if (import.meta.main) await buildIfChanged();
