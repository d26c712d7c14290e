import fs from 'node:fs';
import path from 'node:path';
import type { App } from 'electron';

/**
 * The AppImage that this app runs from, or null. Its variables alone say nothing: a program that is started from another
 * AppImage, a terminal for example, inherits them. https://docs.appimage.org/packaging-guide/environment-variables.html
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
  /** The file that says where updates are; there is none in a package that was not made for it. */
  feed: string;
  /** The AppImage that the app runs from; null: it does not. */
  appImage: string | null;
  /** Whether the user may replace this file or folder. */
  replaceable: (target: string) => boolean;
}>;

/**
 * Whether this installation is one that updates itself: an AppImage, the installer's on Windows, an app bundle on macOS,
 * where the user may replace it. All others (deb, rpm, snap, MSI, what an administrator put up) belong to who installed them.
 */
export function updatesItself(installation: Installation): boolean {
  const { platform, execPath, name, feed, appImage, replaceable } = installation;
  if (!fs.existsSync(feed)) return false;
  switch (platform) {
    case 'linux':
      return appImage !== null && replaceable(appImage);
    case 'win32':
      // The installer brings it, the MSI does not.
      return fs.existsSync(path.join(path.dirname(execPath), `Uninstall ${name}.exe`));
    case 'darwin':
      return replaceable(path.resolve(execPath, '..', '..', '..'));
    default:
      return false;
  }
}

/**
 * Packaged, nothing but the package's own file counts; from source a `dev-app-update.yml` beside `package.json`, which
 * is not there unless somebody puts it there. These are the places where electron-updater looks.
 */
export function feedFile(app: Pick<App, 'isPackaged' | 'getAppPath'>, resources: string): string {
  return app.isPackaged
    ? path.join(resources, 'app-update.yml')
    : path.join(app.getAppPath(), 'dev-app-update.yml');
}

/** A file takes the right to write to its folder too. */
export function replaceable(target: string): boolean {
  try {
    for (const place of [target, path.dirname(target)]) fs.accessSync(place, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where other programs find a file of the app: they cannot look into the package's archive. `asarUnpack` puts it there. */
export const unpacked = (file: string): string =>
  file.replace(`${path.sep}app.asar${path.sep}`, `${path.sep}app.asar.unpacked${path.sep}`);
