// @ts-check
/**
 * Prepares a fresh clone to run a command: installs dependencies, Node 24 for the tools, the Electron runtime and system packages,
 * unless they are there already. Plain JavaScript with Node's own modules, for Node 20 or newer.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureSystemPackages, hasDesktop, offerSceneryPackages } from './system-packages.mjs';

// Without a listener Node opens an inspector on this signal, and an inspector can run any code.
process.on('SIGUSR1', () => {});

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const TOOL_NODE_MAJOR = 24;

/**
 * What each command needs. `electron`: the runtime; `desktop`: a desktop to run it on; `tests`: the tests' programs; `scenery`: programs
 * for the demo's pictures; `desktops`: panels and notification daemons of other desktops; `packages`: programs that make packages.
 * `flags` are flags of Node.
 * @typedef {{ script: string, flags?: string[], electron?: boolean, desktop?: boolean, tests?: boolean, scenery?: boolean, desktops?: boolean, packages?: boolean }} Command
 * @type {Record<string, Command>}
 */
const COMMANDS = {
  start: { script: 'build/start.ts', electron: true, desktop: true },
  dev: { script: 'build/dev.ts', electron: true, desktop: true },
  demo: { script: 'build/demo/demo.ts', electron: true, desktop: true, scenery: true },
  test: { script: 'build/testing/test.ts', electron: true, desktop: true, tests: true },
  'test:unit': { script: 'build/testing/test-unit.ts', electron: true, desktop: true, tests: true },
  'test:full': {
    script: 'build/testing/test-full.ts',
    electron: true,
    desktop: true,
    tests: true,
    desktops: true,
  },
  'test:packaged': {
    script: 'build/testing/test-packaged.ts',
    electron: true,
    desktop: true,
    tests: true,
    packages: true,
  },
  dist: { script: 'build/packaging/dist.ts', electron: true },
  build: { script: 'build/build.ts' },
  words: { script: 'build/words.ts' },
  // The flag works from Node's start; the script's own listener only from its first line.

  server: { script: 'server/main.ts', flags: ['--disable-sigusr1'] },
  bench: { script: 'test/bench/run.ts', electron: true, desktop: true, tests: true },
};

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

/** @param {string} file */
const modified = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function ensureDependencies() {
  const lock = path.join(ROOT, 'package-lock.json');
  const installed = path.join(ROOT, 'node_modules', '.package-lock.json');
  if (modified(installed) >= modified(lock)) return;
  say('Installing dependencies (npm ci) …');
  // npm ci would compile better-sqlite3 although its package brings binaries: the lock file does not carry `gypfile: false`.
  // No other install script does anything that we need.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync('npm', ['ci', ...flags], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) throw new Error('npm ci failed');
  const now = new Date();
  fs.utimesSync(installed, now, now);
}

/** @returns {string} a Node of the tools' major version: this process's, or the one in the locked platform package */
function toolNode() {
  if (Number(process.versions.node.split('.')[0]) >= TOOL_NODE_MAJOR) return process.execPath;
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const require = createRequire(path.join(ROOT, 'package.json'));
  for (const name of Object.keys(manifest.optionalDependencies)) {
    try {
      return require.resolve(`${name}/${binary}`);
    } catch {
      // npm installs only the package for this platform.
    }
  }
  throw new Error(`Node ${TOOL_NODE_MAJOR} or newer is needed, and no packaged one fits this platform`);
}

/** @param {string[]} argv */
function main([name = '', ...args]) {
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new Error(`usage: node build/bootstrap.mjs ${Object.keys(COMMANDS).join('|')}`);
  }
  ensureDependencies();
  const node = toolNode();
  const env = { ...process.env };
  env.PATH = [path.dirname(node), path.join(ROOT, 'node_modules', '.bin'), env.PATH].join(path.delimiter);
  if (command.electron) {
    const runtime = ensureElectron({ node, say });
    env.BELFRY_ELECTRON = runtime.executable;
    if (runtime.distPath !== null) env.ELECTRON_OVERRIDE_DIST_PATH = runtime.distPath;
    if (runtime.fallback) env.BELFRY_ELECTRON_FALLBACK = '1';
    if (command.desktop) {
      const headless = !hasDesktop() || command.scenery === true;
      const { tests = false, desktops = false, packages = false } = command;
      ensureSystemPackages({ electron: runtime.executable, headless, tests, desktops, packages }, say);
      if (command.scenery) offerSceneryPackages(say);
    }
  }
  const script = path.join(ROOT, command.script);
  const child = spawn(node, [...(command.flags ?? []), script, ...args], { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

try {
  main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
