/** The life of a deb on this machine: installed, used by an ordinary user, upgraded, removed. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { inboxPage, patchSettings } from '../e2e/inbox-page.ts';
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

const OUTPUT = path.join(ROOT, 'test-results', 'debs');
const INSTALLED = path.join(FOLDER, 'belfry');
const PROFILE = '/etc/apparmor.d/belfry';

const installedVersion = (): string =>
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's macro
  spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'belfry'], { encoding: 'utf8' }).stdout;

test.skip(process.getuid?.() !== 0, 'installing takes root');
test.skip(installedVersion() !== '', 'Belfry is installed on this machine');
const stage = usePackagedStage();

let kernels: string;
/** The machine's own disk cache is safe enough here. */
const dpkg = (...args: readonly string[]) =>
  execFileSync('dpkg', ['--force-unsafe-io', ...args], { stdio: 'pipe' });
/** @returns the folder of the programs that play the kernel */
const dpkgOn = (kernel: Kernel, ...args: readonly string[]): string => {
  const programs = playKernel(kernels, kernel);
  const env = { ...process.env, PATH: `${programs}:${process.env.PATH}` };
  execFileSync('dpkg', ['--force-unsafe-io', ...args], { stdio: 'pipe', env });
  return programs;
};
const sandboxMode = () => fs.statSync(path.join(FOLDER, 'chrome-sandbox')).mode & 0o7777;

/** As a user starts it: by its name, with the profile folder where it is by default. */
const home = () => path.join(stage.profile, 'home');
const dataDir = () => path.join(home(), '.config', 'Belfry');
const start = () =>
  stage.start({ executable: COMMAND, asUser: true, dataDir: dataDir(), env: { BELFRY_PROFILE: '' } });

let debs: Readonly<{ old: string; new: string }>;
let app: PackagedApp;

test.beforeAll(() => {
  test.setTimeout(300_000);
  debs = { old: buildPackage('deb', OLD, OUTPUT), new: buildPackage('deb', NEW, OUTPUT) };
  kernels = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-kernels-'));
});
test.afterAll(() => {
  if (installedVersion() !== '') spawnSync('dpkg', ['--purge', 'belfry']);
  fs.rmSync(OUTPUT, { recursive: true, force: true });
  if (kernels !== undefined) fs.rmSync(kernels, { recursive: true, force: true });
});

test('if only root has user namespaces, the sandbox’s helper is root’s', () => {
  dpkgOn({ namespaces: 'root', appArmor: 'off' }, '--install', debs.old);
  expect(sandboxMode()).toBe(0o4755);
});

test('if ordinary users have user namespaces, the helper is not root’s', () => {
  dpkgOn({ namespaces: 'all', appArmor: 'off' }, '--install', debs.old);
  expect(sandboxMode()).toBe(0o755);
  expect(fs.existsSync(PROFILE)).toBe(false);
});

test('installed, it does its main job for an ordinary user', async () => {
  // As this machine really is.
  dpkg('--install', debs.old);
  expect(installedVersion()).toBe(OLD);
  app = await start();
  await stage.mainJob(app, 'from a deb');
});

test('the desktop opens its links, and starts it at login if asked to', async () => {
  const entry = fs.readFileSync('/usr/share/applications/belfry.desktop', 'utf8');
  expect(entry).toContain(`Exec=${INSTALLED} %U\n`);
  expect(entry).toContain('MimeType=x-scheme-handler/belfry;');
  expect(entry).toContain('StartupWMClass=belfry\n');

  await patchSettings(app.page, { autostart: true });
  const autostart = fs.readFileSync(path.join(home(), '.config', 'autostart', 'belfry.desktop'), 'utf8');
  expect(autostart).toContain(`TryExec=${INSTALLED}\n`);
  expect(autostart).toContain(`Exec="${INSTALLED}" `);
});

test('its command has help, a man page and completions', () => {
  expect(say(home(), '--version')).toBe(`belfry ${OLD}\n`);
  expect(say(home(), '--help')).toContain('--profile=DIR');

  const manPage = '/usr/share/man/man1/belfry.1.gz';
  expect(execFileSync('man', ['--warnings', '-l', manPage], { encoding: 'utf8' })).toContain('--profile=DIR');
  execFileSync('bash', ['-c', 'source /usr/share/bash-completion/completions/belfry && complete -p belfry']);
  expect(fs.existsSync('/usr/share/zsh/vendor-completions/_belfry')).toBe(true);
  expect(fs.existsSync('/usr/share/fish/vendor_completions.d/belfry.fish')).toBe(true);
});

test('desktops and software centres can read its metadata', () => {
  validateMetadata(
    '/usr/share/applications/belfry.desktop',
    '/usr/share/metainfo/io.belfry.desktop.metainfo.xml',
  );
  // Once is enough.
  expect(fs.existsSync(path.join(FOLDER, 'usr'))).toBe(false);
});

test('its copyright file has the licences of all code in it', () => {
  const copyright = fs.readFileSync('/usr/share/doc/belfry/copyright', 'utf8');
  expect(copyright).toContain('The Belfry founders');
  expect(copyright).toBe(fs.readFileSync(path.join(FOLDER, 'LICENSE.belfry.txt'), 'utf8'));
  for (const file of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) {
    expect(copyright).toContain(file);
    expect(fs.statSync(path.join(FOLDER, file)).size).toBeGreaterThan(0);
  }
});

test('an upgrade keeps the inbox', async () => {
  const { url, token } = app.endpoint;
  await send(url, token, { title: 'kept over the upgrade' });
  await expect.poll(stage.icon).toBe('ok-1');
  await stage.quit(app);

  dpkg('--install', debs.new);
  expect(installedVersion()).toBe(NEW);
  app = await start();
  await expect.poll(stage.icon).toBe('ok-1');
  const inbox = inboxPage(app.page);
  await expect(inbox.unreadMark('kept over the upgrade')).toBeAttached();
  expect(app.endpoint.token).toBe(token);
  await stage.quit(app);
});

test('if AppArmor can read the profile, it is loaded, survives an upgrade, and is removed with the package', () => {
  const kernel = { namespaces: 'root', appArmor: 'on' } as const;
  const log = path.join(dpkgOn(kernel, '--install', debs.new), 'loaded');
  expect(fs.readFileSync(PROFILE, 'utf8')).toContain('userns');
  expect(fs.readFileSync(log, 'utf8')).toMatch(/^--replace .*\/etc\/apparmor\.d\/belfry$/m);
  expect(sandboxMode()).toBe(0o755);

  fs.rmSync(log);
  dpkgOn(kernel, '--install', debs.new);
  expect(fs.existsSync(PROFILE)).toBe(true);
  expect(fs.readFileSync(log, 'utf8')).not.toContain('--remove');

  dpkgOn(kernel, '--remove', 'belfry');
  expect(fs.existsSync(PROFILE)).toBe(false);
  expect(fs.readFileSync(log, 'utf8')).toMatch(/^--remove /m);
});

test('removing the package leaves only the user’s data', () => {
  dpkg('--install', debs.new);
  expect(leftovers()).not.toEqual([]);
  dpkg('--remove', 'belfry');
  dpkg('--purge', 'belfry');
  expect(leftovers()).toEqual([]);
  expect(fs.existsSync(dataDir())).toBe(true);
});
