/** A packaged app. Its fuses keep Playwright's `_electron` out, so it is driven as from outside: HTTP, D-Bus and CDP. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { Endpoint } from '#server/session';
import { type AppOptions, appEnv, presetSettings, ROOT } from './app.ts';
import { until } from './poll.ts';

/** An ordinary user of every Linux system. */
export const USER = 'nobody';
const START_TIMEOUT = 30_000;

/** Where `npm run dist:dir` puts the app. */
export const UNPACKED = path.join(ROOT, 'release', unpackedName());

function unpackedName(): string {
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  switch (process.platform) {
    case 'darwin':
      return path.join(`mac${suffix}`, 'Belfry.app', 'Contents');
    case 'win32':
      return `win${suffix}-unpacked`;
    default:
      return `linux${suffix}-unpacked`;
  }
}

/** What a user starts of it. */
export function unpackedExecutable(): string {
  switch (process.platform) {
    case 'darwin':
      return path.join(UNPACKED, 'MacOS', 'Belfry');
    case 'win32':
      return path.join(UNPACKED, 'Belfry.exe');
    default:
      return path.join(UNPACKED, 'belfry');
  }
}

export interface PackagedApp {
  readonly pid: number;
  readonly endpoint: Endpoint;
  /** The window's page. */
  readonly page: Page;
  /** How it ended: 0 for the regular way. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly output: () => string;
  /** Ends it whatever its state; no more than waiting if it has ended. */
  readonly dispose: () => Promise<void>;
}

export const userId = (flag: '-u' | '-g'): number =>
  Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }));

/** Gives a folder or file to the ordinary user. */
export const giveToUser = (target: string): void => fs.chownSync(target, userId('-u'), userId('-g'));

export type PackagedOptions = Pick<AppOptions, 'profile' | 'port' | 'env'> &
  Readonly<{
    /** None where the machine's own is used. */
    desktop?: AppOptions['desktop'];
    executable: string;
    /** Where the app keeps its data; otherwise the profile. */
    dataDir?: string;
    /** Runs as the ordinary user, with Chromium's sandbox. Root, who has none, runs without. */
    asUser?: boolean;
  }>;

/** Starts the app and waits until it has an endpoint and a window. */
export async function launchPackaged(options: PackagedOptions): Promise<PackagedApp> {
  const { profile, executable, dataDir = profile, asUser = false } = options;
  fs.mkdirSync(dataDir, { recursive: true });
  // Undefined is left out of JSON.
  presetSettings(dataDir, { port: options.port, remoteDebugging: true });
  const env = appEnv(options);
  const flags = ['--remote-debugging-port=0'];
  if (!asUser && process.getuid?.() === 0) flags.unshift('--no-sandbox');
  const become = asUser
    ? ['setpriv', `--reuid=${userId('-u')}`, `--regid=${userId('-g')}`, '--clear-groups']
    : [];
  if (asUser) execFileSync('chown', ['-R', `${userId('-u')}:${userId('-g')}`, profile]);
  const [command = executable, ...args] = [...become, executable, ...flags];

  const startedAt = Date.now();
  const child = spawn(command, args, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
    child.once('error', () => resolve(null));
  });
  const output = collect(child);
  let browser: Browser | null = null;
  const dispose = async () => {
    await browser?.close().catch(() => {});
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const running = <T>(answer: T): T => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('the app has ended');
      return answer;
    };
    const wait = { timeout: START_TIMEOUT };
    const debuggerUrl = await until(
      'the debugging port',
      () => running(/DevTools listening on (ws:\S+)/.exec(output())?.[1]),
      wait,
    );
    const file = path.join(dataDir, 'endpoint.json');
    const endpoint = await until(
      'endpoint.json',
      () => fs.statSync(file).mtimeMs >= startedAt && (JSON.parse(fs.readFileSync(file, 'utf8')) as Endpoint),
      wait,
    );
    browser = await chromium.connectOverCDP(debuggerUrl);
    const connected = browser;
    const page = await until('the window', () => connected.contexts()[0]?.pages()[0], wait);
    return { pid: child.pid ?? 0, endpoint, page, ended, output, dispose };
  } catch (error) {
    await dispose();
    throw new Error(`the packaged app did not get ready:\n${output()}`, { cause: error });
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return () => text;
}
