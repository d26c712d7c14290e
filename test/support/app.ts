/** The built app, run as a user runs it, on a test's desktop and with its own profile. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { IDEMPOTENCY_HEADER, type SendRequest } from '#server/send';
import type { Endpoint } from '#server/session';
import type { DesktopEnv } from '../../build/desktop.ts';
import { until } from './poll.ts';

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

export type AppOptions = Readonly<{
  desktop: Readonly<{ env: DesktopEnv }>;
  profile: string;
  /** Of the backend; apps that run at the same time need one each to keep theirs over a restart of the backend. */
  port?: number;
  env?: Readonly<Record<string, string>>;
  /** Instead of Electron itself, e.g. a script that becomes another user first. */
  executable?: string;
  sandbox?: boolean;
  /** The folder of the built app, if not this one. */
  root?: string;
  /** As a user would add them, such as `--hidden`. */
  args?: readonly string[];
}>;

export interface App {
  readonly electron: ElectronApplication;
  readonly profile: string;
  readonly endpoint: () => Promise<Endpoint>;
  /** Sends a notification as a script does; @returns its id @throws Error unless it was taken */
  readonly send: (request: SendRequest, idempotencyKey?: string) => Promise<string>;
  /** The window's page, once the app has opened its window. */
  readonly window: () => Promise<Page>;
  /** Whether the user sees the window. */
  readonly visible: () => Promise<boolean>;
  /** Takes the focus from its window. @returns whether it has it nevertheless */
  readonly blur: () => Promise<boolean>;
  /** Process id of the backend, or null while there is none. */
  readonly backend: () => Promise<number | null>;
  readonly log: () => string;
  /** Quits as its own menu would, and waits for the end. */
  readonly quit: () => Promise<void>;
  /** As by the system when memory is short: nothing is saved. */
  readonly kill: () => Promise<void>;
}

/** The executable that the bootstrap found, or the one of the `electron` package. */
export function electronExecutable(): string {
  return process.env.BELFRY_ELECTRON ?? String(createRequire(import.meta.url)('electron'));
}

export const newProfile = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-profile-'));

/** Variables that describe the desktop on which the tests run, or control Electron. */
const FOREIGN = /^(ELECTRON_|WAYLAND_|XDG_|DESKTOP_|GNOME_|KDE_|DBUS_)/;

/** Root has no sandbox: Chromium refuses to start with one. */
const canSandbox = process.getuid?.() !== 0;

/** As a user would set them; only where nothing is set yet. */
export function presetSettings(profile: string, settings: Readonly<Record<string, unknown>>): void {
  const file = path.join(profile, 'settings.json');
  if (!fs.existsSync(file)) fs.writeFileSync(file, JSON.stringify(settings));
}

/** Starts the app; `endpoint` and `window` wait for it to get on. */
export async function launchApp(options: AppOptions): Promise<App> {
  const { profile } = options;
  if (options.port !== undefined) presetSettings(profile, { port: options.port });
  const electron = await _electron.launch({
    executablePath: options.executable ?? electronExecutable(),
    args: [options.root ?? ROOT, ...(options.args ?? [])],
    chromiumSandbox: options.sandbox ?? canSandbox,
    env: appEnv(options),
    // Playwright would otherwise pretend a light desktop to the page, whatever the app's theme.
    colorScheme: null,
  });
  const child = electron.process();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.exitCode !== null || child.signalCode !== null) throw new Error('the app ended at once');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }

  const endpointFile = path.join(profile, 'endpoint.json');
  const endpoint = () =>
    until('endpoint.json', () => JSON.parse(fs.readFileSync(endpointFile, 'utf8')) as Endpoint);
  return {
    electron,
    profile,
    endpoint,
    send: async (request, key) => {
      const { url, token } = await endpoint();
      return send(url, token, request, key);
    },
    window: async () => electron.windows()[0] ?? (await electron.waitForEvent('window')),
    blur: () =>
      reading(() =>
        electron.evaluate(({ BrowserWindow }) => {
          for (const one of BrowserWindow.getAllWindows()) one.blur();
          return BrowserWindow.getAllWindows().some((one) => one.isFocused());
        }),
      ),
    visible: () =>
      reading(() =>
        electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().some((one) => one.isVisible()),
        ),
      ),
    backend: () =>
      reading(() =>
        electron.evaluate(({ app }) => {
          const metrics = app.getAppMetrics().find((one) => one.serviceName === 'node.mojom.NodeService');
          return metrics?.pid ?? null;
        }),
      ),
    log: () => `${output}\n${readIfThere(path.join(profile, 'logs', 'belfry.log'))}`,
    quit: async () => {
      // The debugger interrupts running code; what changes the app's state waits for its turn, as a user's act does.
      await electron.evaluate(({ app }) => void setImmediate(() => app.quit())).catch(() => {});
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** V8 sometimes collects the promise by which the debugger waits for an answer. What only reads is asked once more. */
const reading = <T>(ask: () => Promise<T>): Promise<T> =>
  ask().catch((error: unknown) => {
    if (!String(error).includes('garbage collected')) throw error;
    return ask();
  });

/** Runs the app a second time and waits for that to end; the first one goes on. @returns its exit code */
export async function launchSecond(
  options: AppOptions,
  more: readonly string[] = [],
): Promise<number | null> {
  const args = [...(canSandbox ? [] : ['--no-sandbox']), options.root ?? ROOT, ...more];
  const child = spawn(electronExecutable(), args, { env: appEnv(options), stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
}

/** One attempt to send. @throws Error when it was not acknowledged, whatever the cause */
export async function send(
  url: string,
  token: string,
  request: SendRequest,
  idempotencyKey?: string,
): Promise<string> {
  const answer = await fetch(`${url}/api/notifications`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { [IDEMPOTENCY_HEADER]: idempotencyKey }),
    },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`the send was answered by ${answer.status}`);
  const { notification } = (await answer.json()) as { notification: { id: string } };
  return notification.id;
}

/** The app's environment: the test's desktop and profile, and nothing from the user who runs the tests. */
export function appEnv(
  options: Pick<AppOptions, 'profile' | 'env'> & Partial<Pick<AppOptions, 'desktop'>>,
): Record<string, string> {
  const home = path.join(options.profile, 'home');
  fs.mkdirSync(home, { recursive: true });
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !FOREIGN.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    ...options.desktop?.env,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    BELFRY_PROFILE: options.profile,
    ...options.env,
  };
}

function readIfThere(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}
