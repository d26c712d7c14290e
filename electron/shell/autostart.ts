import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from 'electron';

/** Starts the app at login, hidden in the tray. The system's own switch is the truth. */
export interface Autostart {
  /** Whether the system starts the app at login, by our entry or another; null: the system does not say. */
  isOn(): boolean | null;
  /** Throws if the system refuses. */
  set(enabled: boolean): void;
  /** If it is on, updates the path: the app may have moved since. Throws if the system refuses. */
  refresh(): void;
}

/** A string of a desktop entry. https://specifications.freedesktop.org/desktop-entry-spec/latest/value-types.html */
const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');

/** A quoted argument of the `Exec` key; the key's value is a string, so the result is also escaped. */
const quoted = (argument: string): string =>
  escaped(`"${argument.replace(/[\\"`$]/g, '\\$&').replaceAll('%', '%%')}"`);

/**
 * The option for a profile. A path that would need quotes is written as a URL: systemd's generator reads quotes differently from
 * the specification, and would start something else.
 */
export function profileOption(folder: string): string {
  const plain = !/[\\"`$\p{Cc}]/u.test(folder);
  return `--profile=${plain ? folder : pathToFileURL(folder).href.replaceAll('$', '%24')}`;
}

/** The value of a key in the group `[Desktop Entry]`; the last one counts. */
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
      // Whatever else the user or the desktop has written there stays.
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
      // The Task Manager of Windows disables an item, and leaves it in place.
      return platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin;
    },
    set: (enabled) => app.setLoginItemSettings({ openAtLogin: enabled, args }),
    refresh() {},
  };
}
