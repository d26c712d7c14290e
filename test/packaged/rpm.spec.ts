/**
 * The life of an rpm, in a separate rpm database: installed, used by an ordinary user, upgraded, removed. The files go onto
 * this machine; what it must have otherwise is looked up in the package, since rpm knows nothing of what dpkg installed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { inboxPage } from '../e2e/inbox-page.ts';
import { ROOT, send } from '../support/app.ts';
import type { PackagedApp } from '../support/packaged.ts';
import {
  buildPackage,
  COMMAND,
  FOLDER,
  type Kernel,
  leftovers,
  NEW,
  OLD,
  playKernel,
  say,
  validateMetadata,
} from './installation.ts';
import { usePackagedStage } from './stage.ts';

const OUTPUT = path.join(ROOT, 'test-results', 'rpms');

test.skip(process.getuid?.() !== 0, 'installing takes root');
test.skip(fs.existsSync(COMMAND) || fs.existsSync(FOLDER), 'Belfry is installed on this machine');
const stage = usePackagedStage();

let work: string;
let rpms: Readonly<{ old: string; new: string }>;
let app: PackagedApp;

const rpm = (...args: readonly string[]): string =>
  execFileSync('rpm', ['--dbpath', path.join(work, 'db'), ...args], { encoding: 'utf8', stdio: 'pipe' });
const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean);
/** rpm runs its scripts with its own PATH. */
const on = (kernel: Kernel): readonly string[] => [
  '--define',
  `_install_script_path ${playKernel(work, kernel)}:/usr/sbin:/usr/bin:/sbin:/bin`,
];
const sandboxMode = () => fs.statSync(path.join(FOLDER, 'chrome-sandbox')).mode & 0o7777;
const home = () => path.join(stage.profile, 'home');
const start = () =>
  stage.start({
    executable: COMMAND,
    asUser: true,
    dataDir: path.join(home(), '.config', 'Belfry'),
    env: { BELFRY_PROFILE: '' },
  });

test.beforeAll(() => {
  test.setTimeout(300_000);
  work = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-rpm-'));
  rpms = { old: buildPackage('rpm', OLD, OUTPUT), new: buildPackage('rpm', NEW, OUTPUT) };
});
test.afterAll(() => {
  if (work === undefined) return;
  spawnSync('rpm', ['--dbpath', path.join(work, 'db'), '--erase', 'belfry']);
  for (const folder of [work, OUTPUT]) fs.rmSync(folder, { recursive: true, force: true });
});

test('requires everything that it needs, and contains no file that other apps contain too', () => {
  const needs = rpm('--query', '--requires', '--package', rpms.new);
  for (const name of ['alsa-lib', 'mesa-libgbm', 'gtk3', 'nss', 'xdg-utils']) {
    expect(needs).toMatch(new RegExp(`(^|\\()${name}( or |$)`, 'm'));
  }
  expect(rpm('--query', '--list', '--package', rpms.new)).not.toContain('.build-id');
});

test('installed, it does its main job for an ordinary user', async () => {
  rpm('--install', '--nodeps', rpms.old);
  app = await start();
  await stage.mainJob(app, 'from an rpm');
  expect(say(home(), '--version')).toBe(`belfry ${OLD}\n`);
  validateMetadata(
    '/usr/share/applications/belfry.desktop',
    '/usr/share/metainfo/io.belfry.desktop.metainfo.xml',
  );
  expect(fs.readFileSync('/usr/share/licenses/belfry/LICENSE', 'utf8')).toContain('LICENSES.chromium.html');
});

test('an upgrade keeps the command and the inbox', async () => {
  const { url, token } = app.endpoint;
  await send(url, token, { title: 'kept over the upgrade' });
  await expect.poll(stage.icon).toBe('ok-1');
  await stage.quit(app);

  rpm('--upgrade', '--nodeps', rpms.new);
  expect(lines(rpm('--query', '--queryformat', '%{VERSION}\n', 'belfry'))).toEqual([NEW]);
  expect(say(home(), '--version')).toBe(`belfry ${NEW}\n`);
  // Each file is as the package has it.
  rpm('--verify', '--nodeps', 'belfry');

  app = await start();
  await expect(inboxPage(app.page).unreadMark('kept over the upgrade')).toBeAttached();
  await stage.quit(app);
});

test('if only root has user namespaces, the sandbox’s helper is root’s', () => {
  const again = ['--upgrade', '--nodeps', '--replacepkgs', rpms.new];
  rpm(...on({ namespaces: 'root', appArmor: 'off' }), ...again);
  expect(sandboxMode()).toBe(0o4755);
  rpm(...on({ namespaces: 'all', appArmor: 'off' }), ...again);
  expect(sandboxMode()).toBe(0o755);
});

test('removing the package leaves nothing, not even an empty folder', () => {
  const list = lines(rpm('--query', '--list', 'belfry'));
  const owned = (file: string) =>
    spawnSync('dpkg-query', ['--search', file], { stdio: 'ignore' }).status === 0;
  rpm('--erase', 'belfry');
  expect(leftovers()).toEqual([]);
  expect(list.filter((file) => fs.existsSync(file) && !owned(file))).toEqual([]);
});
