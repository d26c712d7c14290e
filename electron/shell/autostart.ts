import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from 'electron';

/** Starts the app hidden in the tray at login. The system's own switch is the one truth. */
export interface Autostart {
  /** Whether the system starts it at login now, by our entry or another; null: the system does not say. */
  isOn(): boolean | null;
  /** Throws when the system refuses. */
  set(enabled: boolean): void;
  /** Where it is on: the app may lie elsewhere than when it was switched on. Throws when the system refuses. */
  refresh(): void;
}

/** A string of a desktop entry. https://specifications.freedesktop.org/desktop-entry-spec/latest/value-types.html */
const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');

/** An argument of the `Exec` key, quoted; as that is a string, too, it is escaped after that. */
const quoted = (argument: string): string =>
  escaped(`"${argument.replace(/[\\"`$]/g, '\\$&').replaceAll('%', '%%')}"`);

/**
 * The option for a profile. A path with what has to be quoted goes as a URL: systemd's generator takes what is quoted by the
 * specification, and then starts something else.
 */
export function profileOption(folder: string): string {
  const plain = !/[\\"`$\p{Cc}]/u.test(folder);
  return `--profile=${plain ? folder : pathToFileURL(folder).href.replaceAll('$', '%24')}`;
}

/** The value of a key of the entry's own group; the last one counts. */
function keyOf(entry: string, key: string): string | undefined {
  const [own = ''] = entry.slice(entry.indexOf('[Desktop Entry]')).split(/\n(?=\[)/, 1);
  return [...own.matchAll(new RegExp(`^${key}[ \\t]*=[ \\t]*(.*?)[ \\t]*$`, 'gm'))].at(-1)?.[1];
}

function createEntry(file: string, name: string, command: readonly string[]): Autostart {
  const [executable = ''] = command;
  // TryExec makes sessions ignore the entry once the app is gone.
  const ours = {
    TryExec: escaped(executable),
    Exec: [...command, '--hidden'].map(quoted).join(' '),
  };
  const whole = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `TryExec=${ours.TryExec}`,
    `Exec=${ours.Exec}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

  function read(): string | null {
    try {
      return fs.readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  const isOn = (entry: string | null): boolean =>
    entry !== null &&
    keyOf(entry, 'Hidden') !== 'true' &&
    keyOf(entry, 'X-GNOME-Autostart-enabled') !== 'false';

  return {
    isOn() {
      try {
        return isOn(read());
      } catch {
        return null;
      }
    },
    set(enabled) {
      if (!enabled) return fs.rmSync(file, { force: true });
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, whole);
    },
    refresh() {
      const entry = read();
      if (entry === null || !isOn(entry)) return;
      // What else its user or the desktop has put there stays.
      const next = Object.entries(ours).reduce(
        (text, [key, value]) => text.replace(new RegExp(`^${key}[ \\t]*=.*$`, 'm'), () => `${key}=${value}`),
        entry,
      );
      if (next !== entry) fs.writeFileSync(file, next);
    },
  };
}

/**
 * XDG autostart entry on Linux, where Electron's login items do nothing; login items elsewhere.
 * `command`: executable and arguments that start this app.
 */
export function createAutostart(deps: {
  platform: NodeJS.Platform;
  app: Pick<App, 'setLoginItemSettings' | 'getLoginItemSettings'>;
  configHome: string;
  name: string;
  command: readonly string[];
}): Autostart {
  const { app, platform } = deps;
  if (platform === 'linux') {
    return createEntry(path.join(deps.configHome, 'autostart', 'belfry.desktop'), deps.name, deps.command);
  }
  const args = ['--hidden'];
  return {
    isOn() {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args });
      // Windows' Task Manager switches an item off and leaves it there.
      return platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin;
    },
    set: (enabled) => app.setLoginItemSettings({ openAtLogin: enabled, args }),
    refresh() {},
  };
}
