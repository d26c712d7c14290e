import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App, Shell } from 'electron';
import type { Settings } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { type Log, logFolder, readLog } from '../system/log.ts';
import type { Opener } from '../system/opener.ts';
import { appImageFile, feedFile, type Installation, replaceable, updatesItself } from './installation.ts';
import { createMask } from './mask.ts';
import { createReplaced } from './replaced.ts';
import { diagnosticReport } from './report.ts';
import { createUpdates, whenAsked } from './updates.ts';

export { appImageFile, unpacked } from './installation.ts';

export interface Maintenance {
  update(): AppStatus['update'];
  /** Looks for updates on this channel from now on; `off`: does not look. */
  setUpdates(channel: Settings['updates']): void;
  /** Checks whether the files that run have been replaced. */
  look(): void;
  /** Must be the app's last act. Installs the update that is ready; if that fails, starts the old version again. */
  installUpdate(): void;
  /** Must be the app's last act. */
  restart(args: readonly string[]): void;
  openLogs(): Promise<void>;
  /** Writes the diagnostic report, and shows its file. */
  saveReport(status: AppStatus, backend: string | null): Promise<void>;
  /** The state of updates has changed. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** Updates, and the diagnostic report. */
export function createMaintenance(deps: {
  app: Pick<App, 'exit' | 'getAppPath' | 'getLocale' | 'getName' | 'getVersion' | 'isPackaged'> &
    Pick<App, 'relaunch' | 'releaseSingleInstanceLock'>;
  shell: Pick<Shell, 'showItemInFolder'>;
  /** Node's `stat`, not Electron's, which treats an asar archive as a folder. Throws if the file does not exist. */
  stat: (file: string) => fs.Stats;
  /** The code that runs: the package's archive, or from source the bundle. */
  program: string;
  profile: string;
  opener: Pick<Opener, 'folder'>;
  /** Which releases it follows at the start. */
  channel: Settings['updates'];
  logs: (room: string) => Log;
}): Maintenance {
  const { app, profile } = deps;
  const folder = logFolder(profile);
  const appImage = appImageFile(process.env, process.execPath);
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
    random: Math.random,
    log,
  });
  const replaced = createReplaced({
    files: appImage === null ? [process.execPath, deps.program] : [appImage],
    stat: deps.stat,
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
      // The new version starts before this one has ended, and inherits only its environment.
      process.env.BELFRY_PROFILE = profile;
      app.releaseSingleInstanceLock();
      updates.install(() => restart(process.argv.slice(1)));
    },
    restart,
    openLogs: () => deps.opener.folder(folder),
    async saveReport(status, backend) {
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
          status,
          backend,
          uptime: process.uptime(),
          log: await readLog(profile),
        },
        createMask(os.homedir()),
      );
      const file = path.join(folder, 'report.json');
      await fs.promises.writeFile(file, report, { mode: 0o600 });
      deps.shell.showItemInFolder(file);
    },
    onChange(listener) {
      const ends = [updates.onChange(listener), replaced.onChange(listener)];
      return () => {
        for (const end of ends) end();
      };
    },
    dispose() {
      updates.dispose();
      replaced.dispose();
    },
  };
}
