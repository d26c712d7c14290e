import fs from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { type Desktop, startDesktop, startDunst, untilOwned } from '../desktop.ts';
import { GTK_SETTINGS, PANEL_CONFIG, PICOM_CONFIG } from './scenery-configs.ts';

/** The panel needs this service, and the private bus does not start services. */
const PANEL_SETTINGS = 'org.xfce.Xfconf';
/** The demo always shows this hour, whatever the time is. */
const HOUR = 15;

export interface Scenery {
  readonly desktop: Desktop;
  /** The environment for programs on this desktop. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether a panel with a tray is visible. */
  readonly panel: boolean;
}

/** Starts a desktop that looks like a user's. If panel or shadows are not installed, it continues without them and says so. */
export async function startScenery(say: (line: string) => void): Promise<Scenery> {
  const desktop = await startDesktop({ notifications: false, wallpaper: wallpaper() });
  const home = path.join(desktop.runtimeDir, 'home');
  const config = path.join(home, '.config');
  const env = {
    ...desktop.env,
    WAYLAND_DISPLAY: undefined,
    HOME: home,
    XDG_CONFIG_HOME: config,
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    XDG_CURRENT_DESKTOP: 'XFCE',
    TZ: timeZone(new Date()),
  };
  const write = (name: string, text: string): string => {
    const file = path.join(config, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  };
  const started = async (owns: string, command: string, ...args: readonly string[]) =>
    untilOwned(desktop.env, owns, desktop.start(command, args, env));

  try {
    write('gtk-3.0/settings.ini', GTK_SETTINGS);
    write('xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml', PANEL_CONFIG);
    await attempt(say, 'no shadows', () =>
      started(
        `com.github.chjj.compton._${desktop.env.DISPLAY.slice(1)}`,
        'picom',
        '--dbus',
        '--config',
        write('picom.conf', PICOM_CONFIG),
      ),
    );
    const panel = await attempt(say, 'no panel, so no picture of the desktop with the tray', async () => {
      await started(PANEL_SETTINGS, serviceProgram(PANEL_SETTINGS));
      await started('org.kde.StatusNotifierWatcher', 'xfce4-panel', '--disable-wm-check');
    });
    // After picom: dunst looks for a compositor only when it starts.
    await startDunst(desktop);
    return { desktop, env, panel };
  } catch (error) {
    await desktop.stop();
    throw error;
  }
}

async function attempt(
  say: (line: string) => void,
  loss: string,
  act: () => Promise<void>,
): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    say(`${loss}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

function wallpaper() {
  const svg = fs.readFileSync(path.join(import.meta.dirname, 'wallpaper.svg'), 'utf8');
  return new Resvg(svg).render();
}

/** The program that the session bus would start for a name. */
export function serviceProgram(name: string): string {
  const text = fs.readFileSync(`/usr/share/dbus-1/services/${name}.service`, 'utf8');
  const program = /^Exec=(\S+)/m.exec(text)?.[1];
  if (program === undefined) throw new Error(`the service ${name} names no program`);
  return program;
}

/** A time zone in which it is `HOUR` now. Zones are UTC-12 to UTC+14; their names have the opposite sign. */
function timeZone(now: Date): string {
  const ahead = HOUR - now.getUTCHours();
  const offset = ahead > 14 ? ahead - 24 : ahead;
  return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}
