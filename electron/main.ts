import path from 'node:path';
import { parseArgs } from 'node:util';
import { app, protocol } from 'electron';
import { createApp } from './app.ts';
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

if (app.requestSingleInstanceLock()) {
  // A top-level await of `whenReady` in an ES module never ends: Electron waits for the module first.
  void app
    .whenReady()
    .then(() => createApp({ profile: app.getPath('userData'), hidden: values.hidden === true }));
} else {
  app.quit();
}
