import path from 'node:path';
import { app, type CommandLine as CommandLineSwitches, dialog, protocol } from 'electron';
import { chooseLanguage } from '#app/i18n/languages';
import { loadMain, type Words } from '#app/i18n/load';
import { buildApp } from './app.ts';
import { connectApp } from './connect.ts';
import { createTranslate, type Translate } from './i18n/i18n.ts';
import { allowsDebugging } from './settings/settings.ts';
import {
  type CommandLine,
  createDeepLinks,
  helpText,
  identifyToWindows,
  readCommandLine,
  refusalText,
  registerUiScheme,
  type SecondStart,
} from './shell/shell.ts';
import { restoreSessionBus } from './system/dbus/dbus.ts';
import { createLogs, logFolder } from './system/log.ts';
import { nativeText } from './system/native-text.ts';
import { lockTrouble, profileTrouble, tempTrouble } from './system/profile.ts';
import { releaseMemoryWhenCalm } from './system/release-memory.ts';

/** https://www.electronjs.org/docs/latest/api/global-shortcut: on Wayland the desktop's portal asks its user for the keys. */
function addFeature(line: CommandLineSwitches, feature: string): void {
  const others = line.getSwitchValue('enable-features');
  line.appendSwitch('enable-features', [others, feature].filter(Boolean).join());
}

function leave(text: string, output: NodeJS.WriteStream, code: number): never {
  output.write(text);
  // Before Chromium looks for a screen.
  process.exit(code);
}

/** The options of a start. Any other request, such as `--help`, is answered here and ends the process. */
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
if (process.platform === 'win32') identifyToWindows(app);
if (process.platform === 'linux') {
  restoreSessionBus(process.env);
  addFeature(app.commandLine, 'GlobalShortcutsPortal');
}
// Chromium takes an empty value for a folder without a name; other programs ignore it.
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

/** In a box, which needs the app to be ready: earlier it would only reach the terminal. */
function refuse(message: Wording): void {
  void words.then((loaded) => {
    const t = createTranslate(undefined, loaded);
    fail(t('profile.title'), message(t));
  });
}

/** Why Belfry cannot start, in words; null: it can. */
function obstacle(): Wording | null {
  const trouble = profileTrouble(folder);
  if (trouble !== null) return (t) => t('profile.message', { folder, trouble });
  // Chromium's folder: Node would also read variables that Chromium ignores.
  const temp = app.getPath('temp');
  const inTemp = tempTrouble(temp, process.platform);
  if (inTemp === null) return null;
  // Chromium puts the single-instance lock there, and ends the process if it cannot; the box does not need it.
  if (inTemp.code === 'too_long') return (t) => t('temp.tooLong', { folder: temp, limit: inTemp.limit });
  return (t) => t('temp.message', { folder: temp, trouble: inTemp.message });
}

function start(hidden: boolean): void {
  const logs = createLogs(folder);
  // Before the app is ready: only then does macOS report the link that has started it.
  const links = createDeepLinks({ app, argv: process.argv, log: logs('links').info });
  // Not a top-level `await`: it would never end, because Electron waits for the module first.
  void words
    .then((loaded) => connectApp(buildApp({ profile: folder, words: loaded, links, logs }), { hidden }))
    .then(releaseMemoryWhenCalm)
    .catch(async (error: unknown) => {
      // Otherwise it would run silently without a window, and could not even be quit.
      const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
      logs('app').error(`the start failed: ${stack}`);
      const t = createTranslate(undefined, await words.catch(() => undefined));
      fail(t('start.title'), t('start.message', { trouble: message, folder: logFolder(folder) }));
    });
}

const inTheWay = obstacle();
if (inTheWay !== null) refuse(inTheWay);
else if (app.requestSingleInstanceLock({ hidden: line.hidden, verb: line.verb } satisfies SecondStart))
  start(line.hidden);
else {
  const trouble = lockTrouble(folder, process.platform);
  if (trouble === null) app.quit();
  else refuse((t) => t('lock.message', { folder, trouble }));
}
