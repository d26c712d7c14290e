import fs from 'node:fs';
import { AppImageUpdater, type AppUpdater, MacUpdater, NsisUpdater } from 'electron-updater';
import type { Log } from '../system/log.ts';
import { oneLine } from '../system/text.ts';
import type { Installation } from './installation.ts';
import type { FoundUpdate, UpdateChannel, Updater } from './updates.ts';

/** Errors of the updater contain whole answers of servers. */
const LOG_LIMIT = 500;
/** In milliseconds. */
const ANSWER_WITHIN = 20_000;

/**
 * Replaces the old file by the new one in one step, under the old name. The library deletes the old file first, which leaves nothing
 * if the download is gone or the disk is full. It also takes the new file's name if that contains a version, which autostart entries
 * and launchers do not know.
 */
class InPlaceAppImageUpdater extends AppImageUpdater {
  readonly #file: string;

  constructor(file: string) {
    super();
    this.#file = file;
  }

  protected override doInstall({ isForceRunAfter }: Readonly<{ isForceRunAfter: boolean }>): boolean {
    const downloaded = this.installerPath ?? '';
    const beside = `${this.#file}.new`;
    try {
      fs.copyFileSync(downloaded, beside);
      fs.chmodSync(beside, 0o755);
      fs.renameSync(beside, this.#file);
    } finally {
      fs.rmSync(beside, { force: true });
    }
    fs.rmSync(downloaded, { force: true });
    if (isForceRunAfter) void this.spawnLog(this.#file, [], process.env);
    return true;
  }
}

/** Chosen by name: the library would read a file that the build of a deb leaves in all Linux packages. */
function create({ platform, appImage }: Pick<Installation, 'platform' | 'appImage'>): AppUpdater {
  if (appImage !== null) return new InPlaceAppImageUpdater(appImage);
  return platform === 'darwin' ? new MacUpdater() : new NsisUpdater();
}

/** electron-updater, for an installation that updates itself. */
export function createUpdater(deps: {
  installation: Pick<Installation, 'platform' | 'appImage'>;
  packaged: boolean;
  log: Log;
}): Updater {
  const { log } = deps;
  const updater = create(deps.installation);
  const say = (message?: unknown): void => log.info(oneLine(String(message), LOG_LIMIT));
  updater.logger = {
    info: say,
    warn: say,
    error: (message?: unknown) => log.error(oneLine(String(message), LOG_LIMIT)),
  };
  updater.forceDevUpdateConfig = !deps.packaged;
  // A download adds the listener for the app's end, and only if this is set by then.
  updater.on('update-downloaded', () => {
    updater.autoInstallOnAppQuit = true;
  });
  // Replaces a number that would identify this installation.
  updater.requestHeaders = { 'x-user-staging-id': 'none' };

  let last: Promise<unknown> = Promise.resolve();

  async function ask(channel: UpdateChannel): Promise<FoundUpdate | null> {
    updater.channel = channel === 'beta' ? 'beta' : 'latest';
    // GitHub's releases have no channels, only a mark for pre-releases.
    updater.allowPrerelease = channel === 'beta';
    // Setting a channel allows it.
    updater.allowDowngrade = false;
    const answer = await updater.checkForUpdates();
    if (answer === null || !answer.isUpdateAvailable) return null;
    const { updateInfo, downloadPromise, cancellationToken } = answer;
    const downloaded = (downloadPromise ?? Promise.reject(new Error('nothing is being downloaded'))).finally(
      () => {
        updater.autoInstallOnAppQuit = false;
      },
    );
    // The caller may have stopped waiting.
    downloaded.catch(() => {});
    return { version: updateInfo.version, downloaded, cancel: () => cancellationToken?.cancel() };
  }

  return {
    check: (channel) =>
      new Promise((resolve, reject) => {
        let givenUp = false;
        // Electron's requests have no timeout.
        const deadline = setTimeout(() => {
          givenUp = true;
          reject(new Error('no answer in time'));
        }, ANSWER_WITHIN);
        // The library runs one check at a time, and answers a second one with the first's result.
        const answer = last.then(() => (givenUp ? null : ask(channel)));
        last = answer
          .then(async (found) => {
            if (!givenUp) return resolve(found);
            found?.cancel();
            // Until then the library would take this download for the next one.
            await found?.downloaded.catch(() => {});
          }, reject)
          .finally(() => clearTimeout(deadline));
      }),
    installOnQuit(wanted) {
      updater.autoInstallOnAppQuit = wanted;
    },
    install(onFailed) {
      updater.once('error', onFailed);
      updater.quitAndInstall(true, true);
    },
  };
}
