import path from 'node:path';
import { parseArgs } from 'node:util';
import { app, dialog, protocol } from 'electron';
import { createApp } from './app.ts';
import { restoreSessionBus } from './bus-address.ts';
import { createDeepLinks } from './deep-links.ts';
import { createTranslate } from './i18n/i18n.ts';
import { createLogs, logFolder } from './log.ts';
import { nativeText } from './native-text.ts';
import { profileTrouble } from './profile.ts';
import { releaseMemoryWhenCalm } from './release-memory.ts';
import { registerUiScheme } from './ui-scheme.ts';
import { usage } from './usage.ts';

const { values } = parseArgs({
  args: process.argv.slice(1),
  options: {
    profile: { type: 'string' },
    hidden: { type: 'boolean', default: false },
    help: { type: 'boolean' },
    version: { type: 'boolean' },
  },
  strict: false,
});
const answer = usage(values, app.getVersion());
if (answer !== null) {
  process.stdout.write(answer);
  // Before Chromium asks for a screen.
  process.exit(0);
}
const profile = values.profile ?? process.env.BELFRY_PROFILE;
if (typeof profile === 'string' && profile !== '') app.setPath('userData', path.resolve(profile));
app.setPath('sessionData', path.join(app.getPath('userData'), 'chromium'));
if (process.platform === 'win32') app.setAppUserModelId('io.belfry.desktop');
if (process.platform === 'linux') restoreSessionBus(process.env);
registerUiScheme(protocol);

function fail(title: string, message: string): void {
  dialog.showErrorBox(nativeText(title), nativeText(message));
  app.exit(1);
}

const folder = app.getPath('userData');
const trouble = profileTrouble(folder);

if (trouble !== null) {
  const t = createTranslate();
  // Before that it would reach the terminal only.
  void app.whenReady().then(() => {
    fail(t('profile.title'), t('profile.message', { folder, trouble }));
  });
} else if (app.requestSingleInstanceLock()) {
  const logs = createLogs(folder);
  // Before anything is ready: macOS tells of the link that it starts the program for only then.
  const links = createDeepLinks({ app, argv: process.argv, log: logs('links').info });
  // A top-level await of `whenReady` in an ES module never ends: Electron waits for the module first.
  void app
    .whenReady()
    .then(() => createApp({ profile: folder, hidden: values.hidden === true, links, logs }))
    .then(releaseMemoryWhenCalm)
    .catch((error: unknown) => {
      // Silent, and without a window, it could not even be quit.
      const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
      logs('app').error(`the start failed: ${stack}`);
      const t = createTranslate();
      fail(t('start.title'), t('start.message', { trouble: message, folder: logFolder(folder) }));
    });
} else {
  app.quit();
}
