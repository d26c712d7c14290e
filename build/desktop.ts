/**
 * A private desktop on Linux: X server in memory, session bus, window manager, notification daemon. `npm start` uses one on a machine
 * without a display, and each end-to-end test uses its own.
 *
 * It shares nothing with the machine: the X server chooses the display number, the bus starts no services (an absent notification daemon
 * stays absent), and all sockets and files are in one private folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { busConfig, DUNST_CONFIG, OPENBOX_CONFIG, OPENBOX_THEME } from './desktop/configs.ts';
import { endProcess, firstLine, until, untilOwned } from './desktop/processes.ts';
import { paintRoot, type Wallpaper, xAuthority } from './desktop/x11.ts';
import { readXwd } from './desktop/xwd.ts';

export { endProcess, untilOwned };

const BACKGROUND = 0x3d4f6b;

export type DesktopEnv = Readonly<{
  DISPLAY: string;
  XAUTHORITY: string;
  DBUS_SESSION_BUS_ADDRESS: string;
  XDG_RUNTIME_DIR: string;
  XDG_SESSION_TYPE: 'x11';
  NO_AT_BRIDGE: '1';
}>;

export interface Desktop {
  readonly env: DesktopEnv;
  /** The private folder with the sockets; `stop` removes it. */
  readonly runtimeDir: string;
  /** Starts a program on this desktop; `stop` ends it. */
  readonly start: (command: string, args: readonly string[], env?: NodeJS.ProcessEnv) => ChildProcess;
  /** Saves the screen as PNG. */
  readonly screenshot: (file: string) => void;
  readonly stop: () => Promise<void>;
}

export type DesktopOptions = Readonly<{
  size?: `${number}x${number}`;
  notifications?: boolean;
  windowManager?: boolean;
  /** Must have the screen's size. Without it the desktop has one colour. */
  wallpaper?: Wallpaper;
  /** Other users who may use the bus. */
  busUsers?: readonly string[];
}>;

/** @throws Error with the name of the program that is missing or did not start */
export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const { size = '1280x800', notifications = true, windowManager = true, busUsers = [] } = options;
  // Sockets have a path limit of 107 bytes, so the folder's name is short.
  const runtimeDir = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-'));
  const watchdog = startWatchdog(runtimeDir);
  const children: ChildProcess[] = [];

  const launch = (command: string, args: readonly string[], env: NodeJS.ProcessEnv, output?: 1 | 3) => {
    // Detached, so that an interrupt in the terminal does not end the desktop before the app has quit.
    const child = spawn(command, args, {
      env,
      detached: true,
      stdio: ['ignore', output === 1 ? 'pipe' : 'ignore', 'ignore', output === 3 ? 'pipe' : 'ignore'],
    });
    children.push(child);
    child.on('error', () => {});
    if (child.pid !== undefined) watchdog.add(child.pid);
    return child;
  };

  const stop = async () => {
    for (const child of children.toReversed()) await endProcess(child);
    watchdog.stop();
    fs.rmSync(runtimeDir, { recursive: true, force: true });
  };

  try {
    const authority = path.join(runtimeDir, 'xauthority');
    const cookie = randomBytes(16);
    fs.writeFileSync(authority, xAuthority(cookie), { mode: 0o600 });
    const frames = path.join(runtimeDir, 'screen');
    fs.mkdirSync(frames);
    const screen = ['-screen', '0', `${size}x24`, '-fbdir', frames, '-nolisten', 'tcp', '-auth', authority];
    const display = await firstLine(
      launch('Xvfb', ['-displayfd', '3', '-noreset', ...screen], process.env, 3),
      3,
    );
    await paintRoot(`/tmp/.X11-unix/X${display}`, cookie, options.wallpaper ?? BACKGROUND);

    const config = path.join(runtimeDir, 'bus.conf');
    fs.writeFileSync(config, busConfig(path.join(runtimeDir, 'bus'), busUsers));
    const address = await firstLine(
      launch('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address'], process.env, 1),
      1,
    );

    const env: DesktopEnv = {
      DISPLAY: `:${display}`,
      XAUTHORITY: authority,
      DBUS_SESSION_BUS_ADDRESS: address,
      XDG_RUNTIME_DIR: runtimeDir,
      XDG_SESSION_TYPE: 'x11',
      NO_AT_BRIDGE: '1',
    };
    const start = (command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
      // Toolkits prefer Wayland if WAYLAND_DISPLAY is set.
      launch(command, args, { ...process.env, WAYLAND_DISPLAY: undefined, ...env, ...more });

    if (windowManager) await startWindowManager(start, runtimeDir);
    if (notifications) await startDunst({ start, runtimeDir, env });
    return {
      env,
      runtimeDir,
      start,
      screenshot: (file) => {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, readXwd(fs.readFileSync(path.join(frames, 'Xvfb_screen0'))));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The program that shows dunst's menu: it gets the lines, and answers with the chosen one. */
export const dunstMenu = ({ runtimeDir }: Pick<Desktop, 'runtimeDir'>): string =>
  path.join(runtimeDir, 'dunst-menu');

/** Starts the notification daemon and waits until it owns its name on the bus. Its toasts stay until they are closed. */
export async function startDunst(
  desktop: Pick<Desktop, 'start' | 'runtimeDir' | 'env'>,
): Promise<ChildProcess> {
  const config = path.join(desktop.runtimeDir, 'dunstrc');
  fs.writeFileSync(config, DUNST_CONFIG.replace('[global]', `[global]\n  dmenu = ${dunstMenu(desktop)}`));
  const child = desktop.start('dunst', ['-config', config]);
  await untilOwned(desktop.env, 'org.freedesktop.Notifications', child);
  return child;
}

async function startWindowManager(start: Desktop['start'], runtimeDir: string): Promise<void> {
  const theme = path.join(runtimeDir, 'data', 'themes', 'Belfry', 'openbox-3');
  fs.mkdirSync(theme, { recursive: true });
  fs.writeFileSync(path.join(theme, 'themerc'), OPENBOX_THEME);
  const config = path.join(runtimeDir, 'openbox.xml');
  fs.writeFileSync(config, OPENBOX_CONFIG);
  const started = path.join(runtimeDir, 'openbox-started');
  const args = ['--sm-disable', '--config-file', config, '--startup', `touch ${started}`];
  const child = start('openbox', args, { XDG_DATA_HOME: path.join(runtimeDir, 'data') });
  await until('openbox', child, () => fs.existsSync(started));
}

/**
 * Starts a shell that ends all added processes when this process ends. The pipe to the shell closes even on SIGKILL, which a signal
 * handler cannot catch. (Linux has prctl(PR_SET_PDEATHSIG) for this; Node cannot call it.)
 */
function startWatchdog(folder: string) {
  const script =
    'while read -r pid; do pids="$pids $pid"; done; kill $pids; kill -CONT $pids; rm -rf -- "$0"';
  const child = spawn('/bin/sh', ['-c', script, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => {});
  child.unref();
  return {
    add: (pid: number) => child.stdin.write(`${pid}\n`),
    stop: () => child.kill('SIGKILL'),
  };
}
