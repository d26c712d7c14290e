/** The start of the main process on a computer where everything that can change does so at once, while the app is being built. */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** What the app has asked Electron to do. */
const done: string[] = [];
const note = (what: string) => (): void => void done.push(what);

/** Calls back while somebody subscribes, as a port with news does. */
class Eager extends EventEmitter {
  override on(event: string, listener: (...args: unknown[]) => void): this {
    super.on(event, listener);
    if (['resume', 'lock-screen', 'unlock-screen'].includes(event)) listener();
    return this;
  }
}

class BackendProcess extends EventEmitter {
  readonly pid = 7;
  readonly stdout = null;
  readonly stderr = null;
  postMessage(): void {}
  kill(): boolean {
    return this.emit('exit', 0);
  }
}

vi.mock('electron', () => {
  const app = Object.assign(new Eager(), {
    isPackaged: false,
    commandLine: { getSwitchValue: () => '' },
    exit: note('exit'),
    getAppPath: () => os.tmpdir(),
    getLocale: () => 'en',
    getName: () => 'Belfry',
    getPath: () => os.tmpdir(),
    getSystemLocale: () => 'en',
    getVersion: () => '0.0.0',
    setBadgeCount: note('badge'),
  });
  const electron = {
    app,
    clipboard: { writeText: note('copy') },
    dialog: {},
    globalShortcut: { register: () => true, unregister: () => {} },
    ipcMain: { handle: note('handle') },
    nativeImage: {},
    nativeTheme: { themeSource: 'system' },
    net: {},
    powerMonitor: Object.assign(new Eager(), { getSystemIdleTime: () => 0 }),
    safeStorage: { isEncryptionAvailable: () => false },
    screen: { getAllDisplays: () => [] },
    session: { fromPartition: () => ({}) },
    shell: {},
    systemPreferences: {},
    utilityProcess: {
      fork() {
        done.push('fork');
        return new BackendProcess();
      },
    },
    BrowserWindow: class {
      constructor() {
        done.push('window');
      }
    },
    Menu: { buildFromTemplate: () => ({}) },
    Notification: Object.assign(class extends EventEmitter {}, { isSupported: () => false }),
    Tray: class extends EventEmitter {
      constructor() {
        super();
        done.push('tray');
      }
    },
  };
  return { ...electron, default: electron };
});
vi.mock('original-fs', () => ({ statSync: fs.statSync }));

let profile: string;

beforeEach(() => {
  profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-app-'));
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nonexistent');
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', 'unix:path=/nonexistent');
  vi.stubEnv('DISPLAY', '');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  fs.rmSync(profile, { recursive: true });
});

test('what changes while the app is being built does not end its start', async () => {
  // A pause that is over at the second look.
  const pausedUntil = new Date(Date.now() + 60_000).toISOString();
  fs.writeFileSync(path.join(profile, 'state.json'), JSON.stringify({ pausedUntil, pausedFor: 60_000 }));
  for (const name of ['settings.json', 'sources.json', 'seen.json', 'announced.jsonl']) {
    fs.writeFileSync(path.join(profile, name), 'damaged');
  }
  // Minutes pass between two looks at the clock.
  let uptime = 0;
  vi.spyOn(os, 'uptime').mockImplementation(() => {
    uptime += 600;
    return uptime;
  });
  // A computer that is in another time zone at each look.
  let zones = 0;
  const { resolvedOptions } = Intl.DateTimeFormat.prototype;
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockImplementation(function (
    this: Intl.DateTimeFormat,
  ) {
    zones += 1;
    return { ...resolvedOptions.call(this), timeZone: `Etc/GMT+${(zones % 12) + 1}` };
  });
  const log = { info() {}, error() {} };
  const links = { onEnrol: vi.fn() };

  const { buildApp } = await import('../../electron/app.ts');
  const { connectApp } = await import('../../electron/connect.ts');
  const parts = buildApp({ profile, words: { code: 'en', files: [] }, links, logs: () => log });
  expect(done).toEqual([]);
  expect(links.onEnrol).not.toHaveBeenCalled();

  connectApp(parts, { hidden: true });
  expect(done).toEqual(['handle', 'fork']);
  expect(links.onEnrol).toHaveBeenCalledOnce();
  expect(parts.pause.until()).toBeNull();
  expect(parts.status.get()).toMatchObject({ pausedUntil: null, connection: { status: 'starting' } });
  expect(parts.status.get().files.map(({ file }) => file)).toContain('settings.json');

  await parts.lifecycle.quit();
  expect(done.at(-1)).toBe('exit');
});
