/** The life of a deb on this machine: installed, used by an ordinary user, upgraded, removed. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { commandFiles } from '../../build/packaging/command-files.ts';
import { inboxPage, patchSettings } from '../e2e/inbox-page.ts';
import { ROOT, send } from '../support/app.ts';
import { type PackagedApp, userId } from '../support/packaged.ts';
import { usePackagedStage } from './stage.ts';

const OUTPUT = path.join(ROOT, 'test-results', 'debs');
const EXECUTABLE = '/usr/bin/belfry';
const INSTALLED = '/opt/Belfry/belfry';
/** Where a package or its scripts put things. */
const PLACES = [
  '/opt',
  '/usr/bin',
  '/usr/share',
  '/etc/alternatives',
  '/etc/apparmor.d',
  '/var/lib/dpkg/info',
];
const OLD = '0.0.1';
const NEW: string = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;

const installedVersion = (): string =>
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's macro
  spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'belfry'], { encoding: 'utf8' }).stdout;

test.skip(process.getuid?.() !== 0, 'installing takes root');
test.skip(installedVersion() !== '', 'Belfry is installed on this machine');
const stage = usePackagedStage();

/** @returns the deb's file */
function buildDeb(version: string): string {
  const folder = path.join(OUTPUT, version);
  const args = ['build/dist.ts', '--target', 'deb', '--as-version', version, '--output', folder];
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'pipe' });
  const deb = fs.readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (deb === undefined) throw new Error(`no deb in ${folder}`);
  return path.join(folder, deb);
}

const install = (deb: string) => execFileSync('dpkg', ['--install', deb], { stdio: 'pipe' });

function leftovers(): readonly string[] {
  const found = execFileSync('find', [
    ...PLACES.filter((place) => fs.existsSync(place)),
    '-iname',
    '*belfry*',
  ]);
  return found.toString().split('\n').filter(Boolean);
}

/** As a user starts it: by its name, with the profile folder where it is by default. */
const home = () => path.join(stage.profile, 'home');
const dataDir = () => path.join(home(), '.config', 'Belfry');
const start = () =>
  stage.start({ executable: EXECUTABLE, asUser: true, dataDir: dataDir(), env: { BELFRY_PROFILE: '' } });

let debs: Readonly<{ old: string; new: string }>;
let app: PackagedApp;

test.beforeAll(() => {
  test.setTimeout(300_000);
  debs = { old: buildDeb(OLD), new: buildDeb(NEW) };
});
test.afterAll(() => {
  if (installedVersion() !== '') spawnSync('dpkg', ['--purge', 'belfry']);
  fs.rmSync(OUTPUT, { recursive: true, force: true });
});

test('installed, it does its main job for an ordinary user', async () => {
  install(debs.old);
  expect(installedVersion()).toBe(OLD);
  app = await start();
  await stage.mainJob(app, 'from a deb');
});

test('the desktop knows it by its scheme, and starts it at login when asked to', async () => {
  const entry = fs.readFileSync('/usr/share/applications/belfry.desktop', 'utf8');
  expect(entry).toContain(`Exec=${INSTALLED} %U\n`);
  expect(entry).toContain('MimeType=x-scheme-handler/belfry;');
  expect(entry).toContain('StartupWMClass=belfry\n');

  await patchSettings(app.page, { autostart: true });
  const autostart = fs.readFileSync(path.join(home(), '.config', 'autostart', 'belfry.desktop'), 'utf8');
  expect(autostart).toContain(`TryExec=${INSTALLED}\n`);
  expect(autostart).toContain(`Exec="${INSTALLED}" `);
});

test('its command says what it is, with a man page and completions', () => {
  const say = (option: string) => {
    const become = [`--reuid=${userId('-u')}`, `--regid=${userId('-g')}`, '--clear-groups'];
    const env = { HOME: home(), PATH: process.env.PATH };
    return execFileSync('setpriv', [...become, EXECUTABLE, option], { encoding: 'utf8', env });
  };
  expect(say('--version')).toBe(`belfry ${OLD}\n`);
  expect(say('--help')).toContain('--profile=DIR');

  const installed = commandFiles('vendor-completions').map((mapping) => mapping.split('=')[1] ?? '');
  expect(installed.filter((file) => !fs.existsSync(file))).toEqual([]);
  const [page = '', bash = ''] = installed;
  expect(execFileSync('man', ['--warnings', '-l', page], { encoding: 'utf8' })).toContain('--profile=DIR');
  execFileSync('bash', ['-c', `source ${bash} && complete -p belfry`]);
});

test('upgraded, it has what was there before', async () => {
  const { url, token } = app.endpoint;
  await send(url, token, { title: 'kept over the upgrade' });
  await expect.poll(stage.icon).toBe('ok-1');
  await stage.quit(app);

  install(debs.new);
  expect(installedVersion()).toBe(NEW);
  app = await start();
  await expect.poll(stage.icon).toBe('ok-1');
  const inbox = inboxPage(app.page);
  await expect(inbox.unreadMark('kept over the upgrade')).toBeAttached();
  expect(app.endpoint.token).toBe(token);
  await stage.quit(app);
});

test('removed, nothing is left but the user’s own data', async () => {
  expect(leftovers()).not.toEqual([]);
  execFileSync('dpkg', ['--remove', 'belfry'], { stdio: 'pipe' });
  execFileSync('dpkg', ['--purge', 'belfry'], { stdio: 'pipe' });
  expect(leftovers()).toEqual([]);
  expect(fs.existsSync(dataDir())).toBe(true);
});
