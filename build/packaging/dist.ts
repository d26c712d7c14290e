/** `npm run dist`, `dist:dir`, `dist:deb`: makes packages for this platform in `release/`. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'electron-builder';
import manifest from '../../package.json' with { type: 'json' };
import { buildIfChanged } from '../build.ts';
import { type LocalElectron, packageConfig, wholePackages } from './electron-builder.ts';
import { readBundled } from './notices.ts';
import { writeSystemFiles } from './system-files.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const REFUSAL =
  'No release is made from the fallback runtime: it is a third party’s copy of an old Electron without security fixes. Make the release where Electron’s own releases can be downloaded. "npm run dist:dir" and "npm run dist:deb" make packages to try out.';

const { values } = parseArgs({
  options: {
    /** One kind, to try out unless it is published. Without it: all kinds of this platform, with a downloaded Electron. */
    target: { type: 'string' },
    publish: { type: 'boolean', default: false },
    /** A version other than package.json's, to try out an upgrade. */
    'as-version': { type: 'string' },
    output: { type: 'string' },
  },
});

/** The Electron that bootstrap.mjs found. */
function localElectron(): LocalElectron {
  const fallback = process.env.BELFRY_ELECTRON_FALLBACK === '1';
  const executable = process.env.BELFRY_ELECTRON;
  if (executable === undefined) throw new Error('usage: npm run dist');
  // On macOS the executable is deep inside the bundle. Only the official Electron runs there.
  const folder = fallback ? path.dirname(executable) : path.join(ROOT, 'node_modules', 'electron', 'dist');
  return { folder, version: fs.readFileSync(path.join(folder, 'version'), 'utf8').trim(), fallback };
}

/** Points electron-builder to the system's tools, which it would otherwise download. */
function offlineTools(): void {
  const found = spawnSync('which', ['7za'], { encoding: 'utf8' });
  if (found.status === 0) process.env.ELECTRON_BUILDER_7ZIP_PATH ??= found.stdout.trim();
  process.env.CUSTOM_FPM_PATH ??= path.join(ROOT, 'test', 'support', 'fpm-stand-in.ts');
}

async function main(): Promise<void> {
  const local = localElectron();
  const { target, publish } = values;
  const release = target === undefined || publish;
  if (release && local.fallback) {
    console.error(REFUSAL);
    process.exitCode = 1;
    return;
  }
  await buildIfChanged();
  const version = values['as-version'];
  writeSystemFiles(version ?? manifest.version, [...readBundled(), ...wholePackages(release ? null : local)]);
  // A machine that could download the official Electron can also download electron-builder's tools.
  if (local.fallback) offlineTools();
  const config = packageConfig(release ? null : local);
  const files = await build({
    projectDir: ROOT,
    config: {
      ...config,
      ...(release ? {} : { publish: null }),
      ...(version === undefined ? {} : { extraMetadata: { version } }),
      directories: { ...config.directories, output: values.output ?? 'release' },
    },
    publish: publish ? 'always' : 'never',
    ...(target === undefined ? {} : { [platformKey()]: [target] }),
  });
  for (const file of files) console.log(path.relative(ROOT, file));
}

function platformKey(): 'linux' | 'mac' | 'win' {
  switch (process.platform) {
    case 'darwin':
      return 'mac';
    case 'win32':
      return 'win';
    default:
      return 'linux';
  }
}

await main();
