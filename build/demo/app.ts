import { createRequire } from 'node:module';
import path from 'node:path';
import { _electron, type Page } from '@playwright/test';
import { until } from './wait.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

export interface App {
  /** The page of the visible window. */
  readonly page: Page;
  /** The number on the window's Unread tab, the same as in the tray. */
  readonly unread: () => Promise<number>;
  /** Ids of the inbox, newest first. */
  readonly inbox: () => Promise<readonly string[]>;
  /** Its user goes on in another program: what is in sight needs no toast. */
  readonly lookAway: () => Promise<void>;
  /** Kills the backend, as the system does when memory is short. */
  readonly killBackend: () => Promise<void>;
  readonly quit: () => Promise<void>;
}

type List = Readonly<{ value: Readonly<{ items: readonly { id: string }[] }> }>;

/** Starts the built app as a user's desktop does. Resolves when it is connected to its backend. */
export async function launchApp(profile: string, env: NodeJS.ProcessEnv): Promise<App> {
  const all = Object.entries({ ...process.env, ...env, BELFRY_PROFILE: profile });
  const app = await _electron.launch({
    executablePath: process.env.BELFRY_ELECTRON ?? String(createRequire(import.meta.url)('electron')),
    args: [ROOT],
    // Chromium refuses to start with its sandbox as root.
    chromiumSandbox: process.getuid?.() !== 0,
    colorScheme: null,
    env: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  });
  const ended = new Promise<void>((resolve) => app.process().once('exit', () => resolve()));
  const page = app.windows()[0] ?? (await app.waitForEvent('window'));
  await page.getByText('Connected', { exact: true }).waitFor();
  return {
    page,
    unread: async () => {
      const text = await page.getByRole('tab', { name: /^Unread/ }).innerText();
      return Number(/\d+/.exec(text)?.[0] ?? 0);
    },
    inbox: async () => {
      const list = await page.evaluate<List>(`belfry.call('inbox.list', { view: 'inbox' })`);
      return list.value.items.map(({ id }) => id);
    },
    lookAway: () =>
      until('another window with the focus', () =>
        app.evaluate(({ BrowserWindow }) => {
          for (const one of BrowserWindow.getAllWindows()) one.blur();
          return BrowserWindow.getAllWindows().every((one) => !one.isFocused());
        }),
      ),
    killBackend: () =>
      app.evaluate(({ app: electron }) => {
        const backend = electron.getAppMetrics().find((one) => one.serviceName === 'node.mojom.NodeService');
        if (backend !== undefined) process.kill(backend.pid, 'SIGKILL');
      }),
    quit: async () => {
      // Later, because the debugger interrupts code that is running.
      await app.evaluate(({ app: electron }) => void setImmediate(() => electron.quit())).catch(() => {});
      await ended;
    },
  };
}
