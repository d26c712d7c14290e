/** The main job of what `npm run dist:dir` made, on a whole desktop: by D-Bus, HTTP and CDP. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type PackagedApp, UNPACKED, unpackedExecutable, userId } from '../support/packaged.ts';
import { startUpdateServer } from '../support/update-server.ts';
import { usePackagedStage } from './stage.ts';

const executable = unpackedExecutable();
const stage = usePackagedStage();
let app: PackagedApp;

test('the app starts, receives, shows a toast and a row, and marks it read', async () => {
  app = await stage.start({ executable });
  await stage.mainJob(app, 'from a package');
  // The daemon is another program: the picture must be a file that it can read.
  const toast = stage.daemon.notified().at(-1);
  expect(fs.statSync(toast?.icon ?? '').isFile()).toBe(true);
});

test('the tray menu quits the app and leaves nothing running', () => stage.quit(app));

test('admits no debugger unless the settings allow it, and knows its options', async () => {
  const profile = path.join(stage.profile, 'guarded');
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const start = (option: string) =>
    spawnSync(executable, [...root, `--profile=${profile}`, option], {
      env: stage.env(),
      encoding: 'utf8',
      timeout: 30_000,
    });
  for (const option of ['--remote-debugging-port=0', '--remote-debugging-pipe']) {
    const refused = start(option);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(`${option} needs "remoteDebugging": true`);
    expect(refused.stderr).not.toContain('DevTools listening');
  }
  const unknown = start('--no-such-option');
  expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('--no-such-option')]);
  // With the setting it opens the port, or no test here could have looked into the window.
});

test('the app updates the AppImage that it runs from', async () => {
  const server = await startUpdateServer();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-packaged-'));
  const appImage = path.join(folder, 'Belfry.AppImage');
  const feed = path.join(UNPACKED, 'resources', 'app-update.yml');
  try {
    fs.writeFileSync(appImage, 'old');
    // What a release has in it, and what packages for trying out have not.
    fs.writeFileSync(feed, JSON.stringify({ provider: 'generic', url: server.url }));
    server.publish('latest', { version: '9.0.0', content: '#!/bin/sh\n' });
    app = await stage.start({ executable, env: { APPIMAGE: appImage, APPDIR: UNPACKED } });
    const offer = 'Restart to update to 9.0.0';
    const labels = async () => (await stage.tray.menu()).map(({ label }) => label);
    await expect.poll(labels, { timeout: 30_000 }).toContain(offer);
    await stage.tray.choose(offer);
    expect(await app.ended).toBe(0);
    expect(fs.readFileSync(appImage, 'utf8')).toBe('#!/bin/sh\n');
  } finally {
    fs.rmSync(feed, { force: true });
    fs.rmSync(folder, { recursive: true, force: true });
    await server.stop();
  }
});

test('works for an ordinary user, with the sandbox on', async () => {
  test.skip(process.getuid?.() !== 0, 'not root: the tests above run so already');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-packaged-'));
  try {
    fs.chmodSync(folder, 0o755);
    const copy = path.join(folder, 'app');
    fs.cpSync(UNPACKED, copy, { recursive: true });
    // As an installer does where the kernel gives users no namespaces.
    fs.chmodSync(path.join(copy, 'chrome-sandbox'), 0o4755);
    app = await stage.start({ executable: path.join(copy, 'belfry'), asUser: true });
    await stage.mainJob(app, 'for an ordinary user');

    const renderers = rendererPids(copy);
    expect(renderers.length).toBeGreaterThan(0);
    for (const pid of renderers) {
      expect(fs.statSync(`/proc/${pid}`).uid).toBe(userId('-u'));
      expect(namespace(pid)).not.toBe(namespace(app.pid));
      expect(fs.readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s*2$/m);
    }
    await stage.quit(app);
  } finally {
    await app.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

const namespace = (pid: number | string) => fs.readlinkSync(`/proc/${pid}/ns/pid`);

/** Processes of the installation in `folder` that show pages. */
function rendererPids(folder: string): readonly string[] {
  return fs.readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return command.startsWith(folder) && command.includes('--type=renderer');
    } catch {
      // Ended meanwhile.
      return false;
    }
  });
}
