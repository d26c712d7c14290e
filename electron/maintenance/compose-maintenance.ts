import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { app, shell } from 'electron';
import { statSync } from 'original-fs';
import type { Settings } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { type Log, logFolder, readLog } from '../system/log.ts';
import type { Opener } from '../system/opener.ts';
import { appImageFile, feedFile, type Installation, replaceable, updatesItself } from './installation.ts';
import { createMask } from './mask.ts';
import { createReplaced } from './replaced.ts';
import { diagnosticReport } from './report.ts';
import { createUpdates, whenAsked } from './updates.ts';

export interface Upkeep {
  update(): AppStatus['update'];
  /** From now on updates are looked for there; `off`: nowhere. */
  setUpdates(channel: Settings['updates']): void;
  /** Whether the files that run have been replaced. */
  look(): void;
  /** As the app's last act, to another version that is ready; where it fails, the version of before starts again. */
  installUpdate(): void;
  /** As the app's last act. */
  restart(args: readonly string[]): void;
  openLogs(): Promise<void>;
  saveReport(): Promise<void>;
  dispose(): void;
}

/** Updates and diagnostics, with what each needs of this operating system. */
export function createUpkeep(deps: {
  profile: string;
  opener: Pick<Opener, 'folder'>;
  /** Which releases, at start. */
  channel: Settings['updates'];
  status: () => AppStatus;
  /** Where the backend listens; null while it is away. */
  backend: () => string | null;
  onChange: () => void;
  logs: (room: string) => Log;
}): Upkeep {
  const { profile } = deps;
  const folder = logFolder(profile);
  const appImage = appImageFile(process.env, process.execPath);
  // Of a package it is the archive, which Electron's own fs takes for a folder.
  const program = app.isPackaged ? app.getAppPath() : import.meta.filename;
  const installation: Installation = {
    platform: process.platform,
    execPath: process.execPath,
    name: app.getName(),
    feed: feedFile(app, process.resourcesPath),
    appImage,
    replaceable,
  };
  const log = deps.logs('updates');
  const updates = createUpdates({
    updater: updatesItself(installation)
      ? whenAsked(async () => {
          const { createUpdater } = await import('./updater.ts');
          return createUpdater({ installation, packaged: app.isPackaged, log });
        })
      : null,
    channel: deps.channel,
    onChange: deps.onChange,
    random: Math.random,
    log,
  });
  const replaced = createReplaced({
    files: appImage === null ? [process.execPath, program] : [appImage],
    stat: (file) => statSync(file),
    onReplaced: deps.onChange,
  });

  function restart(args: readonly string[]): void {
    app.relaunch({ args: [...args], ...(appImage !== null && { execPath: appImage }) });
    app.exit(0);
  }

  return {
    update: () => (replaced.is() ? { status: 'replaced' } : updates.state()),
    setUpdates: updates.use,
    look: replaced.look,
    installUpdate() {
      if (replaced.is()) return restart(process.argv.slice(1));
      // The new version starts before this one has ended, and with its environment only.
      process.env.BELFRY_PROFILE = profile;
      app.releaseSingleInstanceLock();
      updates.install(() => restart(process.argv.slice(1)));
    },
    restart,
    openLogs: () => deps.opener.folder(folder),
    async saveReport() {
      const { electron = '', chrome = '', node = '' } = process.versions;
      const report = diagnosticReport(
        {
          at: new Date(),
          versions: {
            belfry: app.getVersion(),
            electron,
            chrome,
            node,
            system: `${os.type()} ${os.release()} ${os.arch()}`,
          },
          places: {
            packaged: app.isPackaged,
            executable: process.execPath,
            appImage,
            profile,
            desktop: process.env.XDG_CURRENT_DESKTOP ?? null,
            session: process.env.XDG_SESSION_TYPE ?? null,
            locale: app.getLocale(),
          },
          status: deps.status(),
          backend: deps.backend(),
          uptime: process.uptime(),
          log: await readLog(profile),
        },
        createMask(os.homedir()),
      );
      const file = path.join(folder, 'report.json');
      await fs.promises.writeFile(file, report, { mode: 0o600 });
      shell.showItemInFolder(file);
    },
    dispose() {
      updates.dispose();
      replaced.dispose();
    },
  };
}
