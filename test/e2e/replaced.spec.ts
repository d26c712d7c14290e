/** A package manager puts another version in the place of the one that runs. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { electronExecutable, ROOT } from '../support/app.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

/** Longer than it waits for the end of an installation. */
const SETTLED = { timeout: 20_000 };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-replaced-'));
const started = path.join(folder, 'started');

/** As `dpkg` does it: writes the new file next to the old one, then renames it. */
function replace(file: string, content: string | Buffer, mode: number): void {
  fs.writeFileSync(`${file}.dpkg-new`, content, { mode });
  fs.renameSync(`${file}.dpkg-new`, file);
}

/** The new version notes whether the one before has left the inbox, with its profile and its lock, and ends. */
const NEW_VERSION = `
import fs from 'node:fs';
import { app } from 'electron';
const profile = process.env.BELFRY_PROFILE;
const inbox = fs.existsSync(profile + '/belfry.db-wal') ? 'open' : 'closed';
fs.appendFileSync(${JSON.stringify(started)}, [inbox, app.requestSingleInstanceLock()].join(' ') + '\\n');
app.exit(0);
`;

/** An Electron that may be replaced: links where that is possible, as it is large. */
function ownElectron(): string {
  const from = path.dirname(electronExecutable());
  const to = path.join(folder, 'electron');
  for (const entry of fs.readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const copy = path.join(to, path.relative(from, file));
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    try {
      fs.linkSync(file, copy);
    } catch {
      fs.copyFileSync(file, copy);
    }
  }
  return path.join(to, path.basename(electronExecutable()));
}

test.skip(process.platform !== 'linux', 'elsewhere files that run cannot be replaced');
test.beforeAll(() => {
  fs.cpSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});
const stage = useStage({ root: () => folder, executable: ownElectron });
test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const labels = async () => (await stage.tray.menu()).map(({ label }) => label);

test('window, settings and tray report the upgrade', async () => {
  const page = await stage.openWindow();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  expect(await labels()).not.toContain('Restart to finish the update');
  replace(path.join(folder, 'dist', 'electron', 'main.js'), NEW_VERSION, 0o644);
  const electron = path.join(folder, 'electron', path.basename(electronExecutable()));
  replace(electron, fs.readFileSync(electron), 0o755);

  await stage.openWindow();
  await expect(page.getByText('Restart it to finish the update')).toBeVisible(SETTLED);
  await inboxPage(page).openSettings();
  await expect(page.getByText('The new version runs after a restart')).toBeVisible();
  expect(await labels()).toContain('Restart to finish the update');
});

test('the restart ends the old app in order, and starts the new one', async () => {
  const ended = new Promise((resolve) => stage.app.electron.process().once('exit', resolve));
  await stage.tray.choose('Restart to finish the update');
  expect(await ended).toBe(0);
  await expect.poll(() => fs.existsSync(started) && fs.readFileSync(started, 'utf8')).toBe('closed true\n');
});
