import path from 'node:path';
import { app, dialog, protocol } from 'electron';
import { chooseLanguage } from '#app/i18n/languages';
import { loadMain, type Words } from '#app/i18n/load';
import { createApp } from './app.ts';
import { restoreSessionBus } from './bus-address.ts';
import { type CommandLine, helpText, readCommandLine, refusalText } from './command-line.ts';
import { createDeepLinks } from './deep-links.ts';
import { createTranslate, type Translate } from './i18n/i18n.ts';
import { createLogs, logFolder } from './log.ts';
import { nativeText } from './native-text.ts';
import { lockTrouble, profileTrouble, tempTrouble } from './profile.ts';
import { releaseMemoryWhenCalm } from './release-memory.ts';
import { allowsDebugging } from './settings/settings.ts';
import { registerUiScheme } from './ui-scheme.ts';

function leave(text: string, output: NodeJS.WriteStream, code: number): never {
  output.write(text);
  // Before Chromium asks for a screen.
  process.exit(code);
}

/** What a start is asked for; whatever else was asked for is answered, and the end of it. */
function ask(): Extract<CommandLine, { do: 'start' }> {
  const asked = readCommandLine(process.argv.slice(1));
  switch (asked.do) {
    case 'help':
      return leave(helpText(), process.stdout, 0);
    case 'version':
      return leave(`belfry ${app.getVersion()}\n`, process.stdout, 0);
    case 'refuse':
      return leave(refusalText(asked), process.stderr, 2);
    case 'start':
      return asked;
    default:
      return asked satisfies never;
  }
}

const line = ask();
const profile = line.profile ?? process.env.BELFRY_PROFILE;
if (profile !== undefined && profile !== '') app.setPath('userData', path.resolve(profile));
const folder = app.getPath('userData');
if (app.isPackaged && line.debugging !== null && !allowsDebugging(folder)) {
  leave(refusalText({ do: 'refuse', reason: 'debugging', argument: line.debugging }), process.stderr, 2);
}
app.setPath('sessionData', path.join(folder, 'chromium'));
if (process.platform === 'win32') app.setAppUserModelId('io.belfry.desktop');
if (process.platform === 'linux') restoreSessionBus(process.env);
// To Chromium an empty one is a folder without a name, in which nothing can be kept; to all others it says nothing.
if (process.env.TMPDIR === '') delete process.env.TMPDIR;
registerUiScheme(protocol);

/** In the language of the system, or in one that a developer asks for. */
const words = app.whenReady().then((): Promise<Words> => {
  const asked = app.isPackaged ? undefined : process.env.BELFRY_LANGUAGE;
  return loadMain(asked ?? chooseLanguage(app.getPreferredSystemLanguages()));
});

function fail(title: string, message: string): void {
  dialog.showErrorBox(nativeText(title), nativeText(message));
  app.exit(1);
}

type Wording = (t: Translate) => string;

/** In a box, once there can be one: before that it would reach the terminal only. */
function refuse(message: Wording): void {
  void words.then((loaded) => {
    const t = createTranslate(undefined, loaded);
    fail(t('profile.title'), message(t));
  });
}

/** Why there is nothing to start with; null: there is. */
function obstacle(): Wording | null {
  const trouble = profileTrouble(folder);
  if (trouble !== null) return (t) => t('profile.message', { folder, trouble });
  // Chromium's: Node would also look at variables that mean nothing to it.
  const temp = app.getPath('temp');
  const inTemp = tempTrouble(temp, process.platform);
  if (inTemp === null) return null;
  // Chromium keeps the lock of one start there, and ends the process where it cannot; the box needs none of it.
  if (inTemp.code === 'too_long') return (t) => t('temp.tooLong', { folder: temp, limit: inTemp.limit });
  return (t) => t('temp.message', { folder: temp, trouble: inTemp.message });
}

function start(hidden: boolean): void {
  const logs = createLogs(folder);
  // Before anything is ready: macOS tells of the link that it starts the program for only then.
  const links = createDeepLinks({ app, argv: process.argv, log: logs('links').info });
  // A top-level await of `whenReady` in an ES module never ends: Electron waits for the module first.
  void words
    .then((loaded) => createApp({ profile: folder, hidden, words: loaded, links, logs }))
    .then(releaseMemoryWhenCalm)
    .catch(async (error: unknown) => {
      // Silent, and without a window, it could not even be quit.
      const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
      logs('app').error(`the start failed: ${stack}`);
      const t = createTranslate(undefined, await words.catch(() => undefined));
      fail(t('start.title'), t('start.message', { trouble: message, folder: logFolder(folder) }));
    });
}

const inTheWay = obstacle();
if (inTheWay !== null) refuse(inTheWay);
else if (app.requestSingleInstanceLock({ hidden: line.hidden })) start(line.hidden);
else {
  const trouble = lockTrouble(folder, process.platform);
  if (trouble === null) app.quit();
  else refuse((t) => t('lock.message', { folder, trouble }));
}
