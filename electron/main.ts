import path from 'node:path';
import { parseArgs } from 'node:util';
import { app, dialog, protocol } from 'electron';
import { createApp } from './app.ts';
import { createTranslate } from './i18n/i18n.ts';
import { profileTrouble } from './profile.ts';
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
registerUiScheme(protocol);

const folder = app.getPath('userData');
const trouble = profileTrouble(folder);

if (trouble !== null) {
  const t = createTranslate();
  // Before that it would reach the terminal only.
  void app.whenReady().then(() => {
    dialog.showErrorBox(t('profile.title'), t('profile.message', { folder, trouble }));
    app.exit(1);
  });
} else if (app.requestSingleInstanceLock()) {
  // A top-level await of `whenReady` in an ES module never ends: Electron waits for the module first.
  void app.whenReady().then(() => createApp({ profile: folder, hidden: values.hidden === true }));
} else {
  app.quit();
}
