/** Updates of an AppImage, played by a script, from a real server of updates. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Settings } from '#app/rules/settings';
import { electronExecutable, ROOT } from '../support/app.ts';
import { startUpdateServer, type UpdateServer } from '../support/update-server.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, patchSettings, runCommand } from './inbox-page.ts';

/** Longer than the app leaves itself after its start; in milliseconds. */
const FIRST_LOOK = { timeout: 30_000 };
/** Longer than it waits for an answer. */
const NO_ANSWER = { timeout: 40_000 };
const OLD = '#!/bin/sh\nprintf "old\\n" >> "$HOME/started"\n';

let server: UpdateServer;
let folder: string;
const appImage = () => path.join(folder, 'Belfry.AppImage');

/**
 * The started program records its version, whether the inbox of the app that it replaces is still open (an open SQLite database
 * has a log file), whether that app still holds its lock, and its profile.
 */
const newVersion = (version: string) => `#!/bin/sh
[ -e "$BELFRY_PROFILE/belfry.db-wal" ] && inbox=open || inbox=closed
[ -L "$BELFRY_PROFILE/SingletonLock" ] && lock=held || lock=free
printf '%s %s %s %s\\n' ${version} "$inbox" "$lock" "$BELFRY_PROFILE" >> "$HOME/started"
`;

/** The app as its sources run it: of this version, and with the file that says where updates are. */
function install(version: string, feed: string): void {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, version }));
  const config = { provider: 'generic', url: feed, updaterCacheDirName: 'belfry-updater' };
  fs.writeFileSync(path.join(folder, 'dev-app-update.yml'), JSON.stringify(config));
}

test.beforeAll(async () => {
  server = await startUpdateServer();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-update-'));
  fs.symlinkSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'));
  install('0.1.0', server.url);
  fs.writeFileSync(appImage(), OLD, { mode: 0o755 });
  server.publish('latest', { version: '0.2.0', content: newVersion('0.2.0') });
  server.publish('beta', { version: '0.3.0-beta.1', content: newVersion('0.3.0-beta.1') });
});

const stage = useStage({
  root: () => folder,
  env: (profile) => ({
    APPIMAGE: appImage(),
    APPDIR: path.dirname(electronExecutable()),
    // Told apart from what the app makes of it.
    BELFRY_PROFILE: `${profile}/.`,
  }),
});

test.afterAll(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const offers = async () =>
  (await stage.tray.menu())
    .map(({ label }) => label)
    .filter((label) => label.startsWith('Restart to update'));
const use = async (updates: Settings['updates']) => patchSettings(await stage.app.window(), { updates });
const home = (name: string) => path.join(stage.app.profile, 'home', name);
const ended = () =>
  new Promise((resolve) => stage.app.electron.process().once('exit', (code) => resolve(code)));
/** What the settings page says, once it says it. */
async function expectWords(words: string): Promise<void> {
  const page = await stage.openWindow();
  const heading = page.getByRole('heading', { name: 'Settings', level: 1 });
  if (!(await heading.isVisible())) await inboxPage(page).openSettings();
  await expect(page.getByRole('group', { name: 'Releases' }).getByText(words)).toBeVisible(NO_ANSWER);
}

test('a stable user is offered the stable version without asking and without a toast', async () => {
  await expect.poll(offers, FIRST_LOOK).toEqual(['Restart to update to 0.2.0']);
  expect(new Set(server.requests())).toEqual(new Set(['/latest-linux.yml', '/belfry-0.2.0.AppImage']));
  expect(server.headers().map((headers) => headers['x-user-staging-id'])).toEqual(
    server.requests().map(() => 'none'),
  );
  expect(stage.recorder.notified()).toEqual([]);
  expect(fs.readFileSync(appImage(), 'utf8')).toBe(OLD);
  await expectWords('Version 0.2.0 is ready.');
});

test('a beta user is offered the beta in its place', async () => {
  await expectWords('Version 0.2.0 is ready.');
  const page = await stage.app.window();
  await page.locator('label', { hasText: 'Beta' }).click();
  await expectWords('Version 0.3.0-beta.1 is ready.');
  await expect.poll(offers).toEqual(['Restart to update to 0.3.0-beta.1']);
});

test('a download with another hash is refused, and nothing is offered', async () => {
  const sha512 = Buffer.alloc(64).toString('base64');
  server.publish('latest', { version: '0.2.1', content: newVersion('0.2.1'), sha512 });
  await use('stable');
  await expectWords('Belfry could not check for updates');
  expect(await offers()).toEqual([]);
  expect(server.requests()).toContain('/belfry-0.2.1.AppImage');
  expect(stage.app.log()).toContain('sha512 checksum mismatch');
  // Nothing to restart into.
  await runCommand(await stage.app.window(), { id: 'app.update', args: {} });
  expect(fs.readFileSync(appImage(), 'utf8')).toBe(OLD);
});

test('a server that does not answer is given up, and its late answer is ignored', async () => {
  server.hang(true);
  await use('beta');
  await expectWords('Looking for updates…');
  await expectWords('Belfry could not check for updates');
  server.publish('latest', { version: '0.2.0', content: newVersion('0.2.0') });
  // Asked while the question for the beta is still open.
  await use('stable');
  server.hang(false);
  await expect.poll(offers).toEqual(['Restart to update to 0.2.0']);
});

test('"restart to update" stops the backend, replaces the file and starts it', async () => {
  await use('beta');
  await expect.poll(offers).toEqual(['Restart to update to 0.3.0-beta.1']);
  expect(fs.existsSync(path.join(stage.app.profile, 'belfry.db-wal'))).toBe(true);
  await stage.app.send({ title: 'before the update' });
  await expect.poll(() => stage.recorder.shown()).toHaveLength(1);
  const backend = (await stage.app.backend()) ?? 0;
  const end = ended();
  // It cannot end yet; the app has let go of the tray, and waits.
  process.kill(backend, 'SIGSTOP');
  await stage.tray.choose('Restart to update to 0.3.0-beta.1');
  await expect.poll(() => stage.tray.count()).toBe(0);
  await expect.poll(() => stage.recorder.shown()).toEqual([]);
  expect(fs.readFileSync(appImage(), 'utf8')).toBe(OLD);
  process.kill(backend, 'SIGCONT');
  expect(await end).toBe(0);
  await expect
    .poll(() => fs.existsSync(home('started')) && fs.readFileSync(home('started'), 'utf8'))
    .toBe(`0.3.0-beta.1 closed free ${stage.app.profile}\n`);
  expect(fs.readFileSync(appImage(), 'utf8')).toBe(newVersion('0.3.0-beta.1'));
  expect(fs.statSync(appImage()).mode & 0o777).toBe(0o755);
});

test('after a change back to stable a beta is not downgraded', async () => {
  install('0.3.0-beta.1', server.url);
  await stage.start();
  await use('stable');
  await expectWords('Up to date.');
  expect(await offers()).toEqual([]);
});

test('an ordinary quit installs what is ready, and starts nothing', async () => {
  fs.rmSync(home('started'));
  server.publish('latest', { version: '0.4.0', content: newVersion('0.4.0') });
  await use('off');
  await use('stable');
  await expect.poll(offers).toEqual(['Restart to update to 0.4.0']);
  const end = ended();
  await stage.tray.choose('Quit Belfry');
  expect(await end).toBe(0);
  expect(fs.readFileSync(appImage(), 'utf8')).toBe(newVersion('0.4.0'));
  expect(fs.existsSync(home('started'))).toBe(false);
});

test('if the download was deleted, the current app continues', async () => {
  fs.writeFileSync(appImage(), OLD, { mode: 0o755 });
  await stage.start();
  await use('off');
  await use('stable');
  await expect.poll(offers).toEqual(['Restart to update to 0.4.0']);
  fs.rmSync(home('.cache/belfry-updater/pending'), { recursive: true });
  const end = ended();
  await stage.tray.choose('Restart to update to 0.4.0');
  expect(await end).toBe(0);
  await expect
    .poll(() => fs.existsSync(home('started')) && fs.readFileSync(home('started'), 'utf8'))
    .toBe('old\n');
  expect(fs.readFileSync(appImage(), 'utf8')).toBe(OLD);
});

test('with updates off, the app sends no request', async () => {
  await stage.start();
  await use('off');
  await stage.app.quit();
  const before = server.requests().length;
  await stage.start();
  await expect
    .poll(() => stage.app.electron.evaluate(() => process.uptime()), FIRST_LOOK)
    .toBeGreaterThan(15);
  await expectWords('Belfry does not look for updates.');
  expect(server.requests()).toHaveLength(before);
});

test('without the update server the app continues and shows no dialog', async () => {
  await server.stop();
  await use('stable');
  await expectWords('Belfry could not check for updates');
  expect(await stage.hands.windows()).toEqual(['Belfry']);
  await stage.app.send({ title: 'goes on' });
  // Beside the one from before the update.
  await expect.poll(stage.icon).toBe('ok-2');
  expect(await offers()).toEqual([]);
});
