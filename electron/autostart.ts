import fs from 'node:fs';
import path from 'node:path';
import type { App } from 'electron';

/** Starts the app hidden in the tray at login. */
export interface Autostart {
  /** Throws when the system refuses. */
  set(enabled: boolean): void;
}

/** A value of a desktop entry's `Exec` key, quoted by the Desktop Entry Specification. */
const quoted = (argument: string): string =>
  `"${argument.replace(/[\\"`$]/g, '\\$&').replaceAll('%', '%%')}"`;

/**
 * XDG autostart entry on Linux, where Electron's login items do nothing; login items elsewhere.
 * `command`: executable and arguments that start this app.
 */
export function createAutostart(deps: {
  platform: NodeJS.Platform;
  app: Pick<App, 'setLoginItemSettings'>;
  configHome: string;
  name: string;
  command: readonly string[];
}): Autostart {
  if (deps.platform !== 'linux') {
    return {
      set(enabled) {
        deps.app.setLoginItemSettings({ openAtLogin: enabled, args: ['--hidden'] });
      },
    };
  }
  const file = path.join(deps.configHome, 'autostart', 'belfry.desktop');
  const [executable] = deps.command;
  const entry = [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${deps.name}`,
    // Makes sessions ignore the entry once the app is gone.
    ...(executable === undefined ? [] : [`TryExec=${executable.replaceAll('\\', '\\\\')}`]),
    `Exec=${[...deps.command, '--hidden'].map(quoted).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
  return {
    set(enabled) {
      if (!enabled) return fs.rmSync(file, { force: true });
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, entry);
    },
  };
}
