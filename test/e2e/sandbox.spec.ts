/** Chromium's sandbox is off in the other specs when they run as root; here the app belongs to another user. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startDesktop } from '../../build/desktop.ts';
import { electronExecutable, launchApp, ROOT } from '../support/app.ts';
import { startNotificationDaemon } from '../support/notification-daemon.ts';
import { startTrayWatcher } from '../support/tray-watcher.ts';
import { createHands } from '../support/x11.ts';
import { expect, test } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

/** What the built app loads at run time besides its own bundles. */
const NATIVE = ['better-sqlite3', 'libsql', '@libsql', '@neon-rs', 'detect-libc'];
const USER = 'nobody';

const id = (flag: '-u' | '-g') => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }));

/** A copy that the user can read: repository and runtime may be in a private home folder. */
function install(folder: string): Readonly<{ root: string; executable: string }> {
  const root = path.join(folder, 'app');
  const runtime = path.join(folder, 'electron');
  for (const name of ['package.json', 'dist', ...NATIVE.map((one) => path.join('node_modules', one))]) {
    const from = path.join(ROOT, name);
    if (fs.existsSync(from)) fs.cpSync(from, path.join(root, name), { recursive: true, dereference: true });
  }
  const original = path.dirname(electronExecutable());
  // Links where the file system allows it: the runtime is large.
  if (spawnSync('cp', ['-al', original, runtime]).status !== 0) {
    fs.rmSync(runtime, { recursive: true, force: true });
    execFileSync('cp', ['-a', original, runtime]);
  }
  const helper = path.join(runtime, 'chrome-sandbox');
  fs.rmSync(helper);
  fs.copyFileSync(path.join(original, 'chrome-sandbox'), helper);
  fs.chmodSync(helper, 0o4755);
  const executable = path.join(folder, 'as-user');
  const electron = path.join(runtime, path.basename(electronExecutable()));
  const become = `setpriv --reuid=${id('-u')} --regid=${id('-g')} --clear-groups`;
  fs.writeFileSync(executable, `#!/bin/sh\nexec ${become} "${electron}" "$@"\n`, { mode: 0o755 });
  return { root, executable };
}

const namespace = (pid: number) => fs.readlinkSync(`/proc/${pid}/ns/pid`);

test('for an ordinary user the page runs in the system’s sandbox, and everything works', async () => {
  test.skip(process.getuid?.() !== 0, 'not root: every other spec runs with the sandbox on');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-user-'));
  fs.chmodSync(folder, 0o755);
  const profile = path.join(folder, 'profile');
  fs.mkdirSync(profile);
  fs.chownSync(profile, id('-u'), id('-g'));
  const desktop = await startDesktop({ notifications: false, busUsers: ['root', USER] });
  fs.chmodSync(desktop.runtimeDir, 0o711);
  fs.chownSync(desktop.env.XAUTHORITY, id('-u'), id('-g'));
  const address = desktop.env.DBUS_SESSION_BUS_ADDRESS;
  const tray = await startTrayWatcher(address);
  const daemon = await startNotificationDaemon(address);
  try {
    const app = await launchApp({ desktop, profile, sandbox: true, ...install(folder) });
    const page = await app.window();
    // What is in sight needs no toast.
    await expect.poll(() => createHands(desktop.env).activeWindow()).toBe('Belfry');
    await expect.poll(() => app.blur(), { message: 'focus of the window' }).toBe(false);
    await app.send({ title: 'for nobody' });
    await expect(inboxPage(page).row('for nobody')).toBeVisible();
    await expect.poll(() => daemon.shown().length).toBe(1);
    await expect.poll(() => tray.tooltip()).toContain('1 unread');

    const pids = await app.electron.evaluate(({ BrowserWindow }) => ({
      main: process.pid,
      page: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
    }));
    expect(fs.statSync(`/proc/${pids.page}`).uid).toBe(id('-u'));
    expect(namespace(pids.page)).not.toBe(namespace(pids.main));
    expect(fs.readFileSync(`/proc/${pids.page}/status`, 'utf8')).toMatch(/^Seccomp:\s*2$/m);
    await app.quit();
  } finally {
    await tray.stop();
    await daemon.stop();
    await desktop.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
