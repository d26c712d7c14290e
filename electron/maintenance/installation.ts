import fs from 'node:fs';
import path from 'node:path';
import type { App } from 'electron';

/**
 * The AppImage that this app runs from; null: none. The variables alone are not enough: a program that another AppImage starts, such
 * as a terminal, inherits them. https://docs.appimage.org/packaging-guide/environment-variables.html
 */
export function appImageFile(
  env: Readonly<Record<string, string | undefined>>,
  execPath: string,
): string | null {
  const { APPIMAGE: file, APPDIR: mounted } = env;
  if (!file || !mounted) return null;
  return execPath.startsWith(`${path.resolve(mounted)}${path.sep}`) ? file : null;
}

export type Installation = Readonly<{
  platform: NodeJS.Platform;
  execPath: string;
  name: string;
  /** The file that says where updates are. A package that does not update itself has none. */
  feed: string;
  /** The AppImage that the app runs from; null: none. */
  appImage: string | null;
  /** Whether the user may replace this file or folder. */
  replaceable: (target: string) => boolean;
}>;

/**
 * Whether this installation updates itself: an AppImage, one by the installer on Windows, or an app bundle on macOS, if the user may
 * replace it. All others (deb, rpm, snap, MSI, an administrator's) are updated by whoever has installed them.
 */
export function updatesItself(installation: Installation): boolean {
  const { platform, execPath, name, feed, appImage, replaceable } = installation;
  if (!fs.existsSync(feed)) return false;
  switch (platform) {
    case 'linux':
      return appImage !== null && replaceable(appImage);
    case 'win32':
      // The installer creates this file, the MSI does not.
      return fs.existsSync(path.join(path.dirname(execPath), `Uninstall ${name}.exe`));
    case 'darwin':
      return replaceable(path.resolve(execPath, '..', '..', '..'));
    default:
      return false;
  }
}

/**
 * In a package only its own file counts; from source a `dev-app-update.yml` beside `package.json`, which has to be created by hand.
 * electron-updater looks in these places.
 */
export function feedFile(app: Pick<App, 'isPackaged' | 'getAppPath'>, resources: string): string {
  return app.isPackaged
    ? path.join(resources, 'app-update.yml')
    : path.join(app.getAppPath(), 'dev-app-update.yml');
}

/** Replacing a file also needs write access to its folder. */
export function replaceable(target: string): boolean {
  try {
    for (const place of [target, path.dirname(target)]) fs.accessSync(place, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where other programs find a file of the app: they cannot read the package's archive. `asarUnpack` puts the file there. */
export const unpacked = (file: string): string =>
  file.replace(`${path.sep}app.asar${path.sep}`, `${path.sep}app.asar.unpacked${path.sep}`);
