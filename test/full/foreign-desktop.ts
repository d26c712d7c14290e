/** Programs of other desktops on a desktop of the tests, with a separate home folder. */
import fs from 'node:fs';
import path from 'node:path';
import type { Desktop } from '../../build/desktop.ts';

export type ForeignHome = Readonly<{
  env: NodeJS.ProcessEnv;
  /** Writes a file under `.config`. @returns its path */
  write: (name: string, text: string) => string;
}>;

/** @param name like `XFCE`, as the desktop calls itself */
export function foreignHome(desktop: Desktop, name: string): ForeignHome {
  const home = path.join(desktop.runtimeDir, 'home', name);
  const config = path.join(home, '.config');
  fs.mkdirSync(config, { recursive: true });
  return {
    env: {
      HOME: home,
      XDG_CONFIG_HOME: config,
      XDG_CACHE_HOME: path.join(home, '.cache'),
      XDG_DATA_HOME: path.join(home, '.local', 'share'),
      XDG_CURRENT_DESKTOP: name,
    },
    write(file, text) {
      const target = path.join(config, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, text);
      return target;
    },
  };
}
