/** Starts the built app for a developer, with any profile, on this desktop or on a private one. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { curlLine } from '#server/curl';
import type { Endpoint } from '#server/session';
import { startDesktop } from './desktop.ts';
import { hasDesktop } from './system-packages.mjs';

const ROOT = path.dirname(import.meta.dirname);
const POLL = 100;

/** Chromium's messages about a missing system bus or graphics card, and for debuggers. The app's messages are in its log. */
const CHROMIUM_NOISE = /^\[\d+:\d+\/[\d.]+:[A-Z]+:|^DevTools listening on /;

export interface Launcher {
  readonly profile: string;
  /** Starts the app with these additional arguments. */
  readonly start: (...more: readonly string[]) => ChildProcess;
  /** Stops the private desktop, if there is one. */
  readonly stop: () => Promise<void>;
}

/** Electron's default folder for the app's data, which contains the endpoint file. */
function defaultProfile(): string {
  const home = process.env.HOME ?? process.env.USERPROFILE ?? '.';
  switch (process.platform) {
    case 'win32':
      return path.join(process.env.APPDATA ?? path.join(home, 'AppData', 'Roaming'), 'Belfry');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Belfry');
    default:
      return path.join(process.env.XDG_CONFIG_HOME ?? path.join(home, '.config'), 'Belfry');
  }
}

/** Reads `--profile DIR` and `--hidden` from the command line, and starts a private desktop if the machine has none. */
export async function createLauncher(): Promise<Launcher> {
  const { values } = parseArgs({
    options: { profile: { type: 'string' }, hidden: { type: 'boolean', default: false } },
  });
  const profile = path.resolve(values.profile ?? process.env.BELFRY_PROFILE ?? defaultProfile());
  const args = [ROOT, `--profile=${profile}`];
  if (values.hidden) args.push('--hidden');
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    console.error('You are root, so Chromium runs without its sandbox (--no-sandbox).');
    args.unshift('--no-sandbox');
  }
  const desktop = hasDesktop() ? null : await startDesktop();
  if (desktop !== null) {
    console.error(
      `This machine has no display or session bus, so Belfry runs on a private desktop (DISPLAY=${desktop.env.DISPLAY} DBUS_SESSION_BUS_ADDRESS=${desktop.env.DBUS_SESSION_BUS_ADDRESS}).`,
    );
  }
  return {
    profile,
    start(...more) {
      const child = spawn(process.env.BELFRY_ELECTRON ?? 'electron', [...args, ...more], {
        stdio: ['inherit', 'inherit', 'pipe'],
        env: { ...process.env, ...desktop?.env },
      });
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (line !== '' && !CHROMIUM_NOISE.test(line)) console.error(line);
      });
      return child;
    },
    stop: async () => desktop?.stop(),
  };
}

async function answers(endpoint: Endpoint): Promise<boolean> {
  const response = await fetch(new URL('/ready', endpoint.url)).catch(() => null);
  return response?.ok === true;
}

/** Resolves when the backend of this start answers. */
async function readyEndpoint(profile: string, startedAt: number): Promise<Endpoint> {
  const file = path.join(profile, 'endpoint.json');
  for (;;) {
    const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (written >= startedAt) {
      const endpoint: Endpoint = JSON.parse(fs.readFileSync(file, 'utf8'));
      if (await answers(endpoint)) return endpoint;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

/** Prints a curl line, once the app that was started at `startedAt` accepts notifications. */
export async function printCurlLine(profile: string, startedAt: number): Promise<void> {
  const endpoint = await readyEndpoint(profile, startedAt - POLL);
  console.log(`Belfry is running. Its data is in ${profile}. Send yourself a notification:\n`);
  console.log(`${curlLine(endpoint)}\n`);
}

/** Passes the signals that end a program to the app. @param app the instance that runs now */
export function passSignals(app: () => ChildProcess): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => app().kill(signal));
  }
}
