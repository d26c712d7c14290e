/**
 * A desktop of its own on Linux: X server in memory, session bus, window manager, notification daemon. `npm start` uses
 * it on a machine without a display, and the end-to-end tests use one each.
 *
 * Nothing of it is shared with the machine: the display number is chosen by the X server, the bus knows no activatable
 * services (a notification daemon that is absent stays absent), and all sockets and files lie in one private folder.
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
  /** The private folder with the sockets; gone after `stop`. */
  readonly runtimeDir: string;
  /** Starts another program of this desktop: it ends with it. */
  readonly start: (command: string, args: readonly string[], env?: NodeJS.ProcessEnv) => ChildProcess;
  /** Writes what the screen shows as PNG. */
  readonly screenshot: (file: string) => void;
  readonly stop: () => Promise<void>;
}

export type DesktopOptions = Readonly<{
  size?: `${number}x${number}`;
  notifications?: boolean;
  windowManager?: boolean;
  /** Of the screen's size; without one, the desktop has one colour. */
  wallpaper?: Wallpaper;
  /** Other users, besides the one that runs this, who may use the bus. */
  busUsers?: readonly string[];
}>;

/** @throws Error naming the program that is missing or did not start. */
export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const { size = '1280x800', notifications = true, windowManager = true, busUsers = [] } = options;
  // Sockets have a path limit of 107 bytes, so the folder's name is short.
  const runtimeDir = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-'));
  const leash = startLeash(runtimeDir);
  const children: ChildProcess[] = [];

  const launch = (command: string, args: readonly string[], env: NodeJS.ProcessEnv, output?: 1 | 3) => {
    // Detached: an interrupt in the terminal is for the app, which shall quit on a desktop that is still there.
    const child = spawn(command, args, {
      env,
      detached: true,
      stdio: ['ignore', output === 1 ? 'pipe' : 'ignore', 'ignore', output === 3 ? 'pipe' : 'ignore'],
    });
    children.push(child);
    child.on('error', () => {});
    if (child.pid !== undefined) leash.hold(child.pid);
    return child;
  };

  const stop = async () => {
    for (const child of children.toReversed()) await endProcess(child);
    leash.release();
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
      // Toolkits would rather go to a Wayland desktop that they are told of.
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

/** Starts the notification daemon and answers when it owns its name on the bus. Its toasts stay until closed. */
export async function startDunst(
  desktop: Pick<Desktop, 'start' | 'runtimeDir' | 'env'>,
): Promise<ChildProcess> {
  const config = path.join(desktop.runtimeDir, 'dunstrc');
  fs.writeFileSync(config, DUNST_CONFIG);
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
 * Ends what it holds when this process is gone, however that happened: the pipe to it closes on SIGKILL too, which no
 * signal handler of ours can see. (Linux has prctl(PR_SET_PDEATHSIG) for this; Node cannot call it.)
 */
function startLeash(folder: string) {
  const script =
    'while read -r pid; do held="$held $pid"; done; kill $held; kill -CONT $held; rm -rf -- "$0"';
  const child = spawn('/bin/sh', ['-c', script, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => {});
  child.unref();
  return {
    hold: (pid: number) => child.stdin.write(`${pid}\n`),
    release: () => child.kill('SIGKILL'),
  };
}
