import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Shell } from 'electron';

/** Only these go to the system's browser or mail program. */
const EXTERNAL = new Set(['http:', 'https:', 'mailto:']);
/** A program that still runs after this time, in milliseconds, is the browser itself: the link is open. */
const PATIENCE = 3_000;
/** Variables in which an AppImage puts its folders before the system's. */
const SEARCH_PATHS = ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR'];
const OURS = /^(ELECTRON_|CHROME_DESKTOP$|NODE_OPTIONS$|APPIMAGE$|APPDIR$|ARGV0$|OWD$)/;

export class OpenError extends Error {
  readonly code: 'link_refused' | 'opener_missing' | 'open_failed';

  constructor(code: OpenError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface Opener {
  /**
   * @param token allows the program's window to take the focus: the desktop gave it for the click that asks for the link
   * @throws OpenError
   */
  link(url: string, token?: string): Promise<void>;
  /** Starts a program of the desktop's, or its own address of one. @throws OpenError */
  page(
    page: Readonly<{ program: readonly [string, ...string[]] }> | Readonly<{ url: string }>,
  ): Promise<void>;
  /** @param folder absolute path @throws OpenError */
  folder(folder: string): Promise<void>;
}

/** The environment for the desktop's programs, without what Electron and an AppImage have added for themselves. */
export function desktopEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
  const image = env.APPDIR;
  for (const name of image ? SEARCH_PATHS : []) {
    const others = clean[name]?.split(path.delimiter).filter((folder) => !folder.startsWith(image ?? ''));
    if (others?.some((folder) => folder !== '')) clean[name] = others.join(path.delimiter);
    else delete clean[name];
  }
  // Electron changes the name of the desktop for itself. It saves the original one, or the word `undefined` if there was none.
  const desktop = env.ORIGINAL_XDG_CURRENT_DESKTOP;
  if (desktop === 'undefined') delete clean.XDG_CURRENT_DESKTOP;
  else if (desktop !== undefined) clean.XDG_CURRENT_DESKTOP = desktop;
  delete clean.ORIGINAL_XDG_CURRENT_DESKTOP;
  return clean;
}

/** Opens links and folders with the user's programs, and reports whether that has worked. */
export function createOpener(deps: {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  shell: Pick<Shell, 'openExternal' | 'openPath'>;
}): Opener {
  const { shell } = deps;

  /** As a desktop passes it on: to a client of Wayland, or of X. https://specifications.freedesktop.org/startup-notification-spec/latest/ */
  const activation = (token: string | undefined): NodeJS.ProcessEnv =>
    token === undefined ? {} : { XDG_ACTIVATION_TOKEN: token, DESKTOP_STARTUP_ID: token };

  function launch(
    [program, ...args]: readonly [string, ...string[]],
    token: string | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      // In its own session, so that a browser outlives Belfry. Belfry's working directory may be gone; the root is not.
      const env = { ...desktopEnv(deps.env), ...activation(token) };
      const options = { env, cwd: '/', stdio: 'ignore', detached: true } as const;
      const child = spawn(program, args, options);
      const opened = setTimeout(resolve, PATIENCE);
      child.once('error', ({ code, message }: NodeJS.ErrnoException) => {
        clearTimeout(opened);
        reject(new OpenError(code === 'ENOENT' ? 'opener_missing' : 'open_failed', message));
      });
      child.once('exit', (code, signal) => {
        clearTimeout(opened);
        if (code === 0) resolve();
        else reject(new OpenError('open_failed', `${program} ended with ${code ?? signal}`));
      });
      child.unref();
    });
  }

  /** On Linux Electron's own function reports that a program has started, not that it has opened anything. */
  async function openOnLinux(
    target: string,
    programs: readonly (readonly [string, ...string[]])[],
    token?: string,
  ) {
    let missing: unknown;
    for (const program of programs) {
      try {
        return await launch([...program, target], token);
      } catch (error) {
        if (!(error instanceof OpenError && error.code === 'opener_missing')) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }

  async function openAddress(url: string): Promise<void> {
    try {
      await shell.openExternal(url);
    } catch (error) {
      throw new OpenError('open_failed', error instanceof Error ? error.message : String(error));
    }
  }

  const OPENERS = [['xdg-open'], ['gio', 'open']] as const;

  return {
    async link(text, token) {
      if (!URL.canParse(text)) throw new OpenError('link_refused', 'this is no address');
      // The parsed address: no program reads it differently, or takes it for an option.
      const { href: url, protocol } = new URL(text);
      if (!EXTERNAL.has(protocol)) throw new OpenError('link_refused', `${protocol} is not opened`);
      if (deps.platform === 'linux') {
        return openOnLinux(url, protocol === 'mailto:' ? [['xdg-email'], ...OPENERS] : OPENERS, token);
      }
      return openAddress(url);
    },
    page(page) {
      return 'program' in page ? launch(page.program, undefined) : openAddress(page.url);
    },
    async folder(folder) {
      if (deps.platform === 'linux') return openOnLinux(folder, OPENERS);
      const refused = await shell.openPath(folder);
      if (refused !== '') throw new OpenError('open_failed', refused);
    },
  };
}
