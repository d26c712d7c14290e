import { createRequire } from 'node:module';
import path from 'node:path';
import { _electron, type Page } from '@playwright/test';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

export interface App {
  /** Of its window, which is visible. */
  readonly page: Page;
  /** The number on the window's tab, which is the tray's too. */
  readonly unread: () => Promise<number>;
  /** Ids of the inbox, newest first. */
  readonly inbox: () => Promise<readonly string[]>;
  /** Takes the backend away, as the system does when memory is short. */
  readonly killBackend: () => Promise<void>;
  readonly quit: () => Promise<void>;
}

type List = Readonly<{ value: Readonly<{ items: readonly { id: string }[] }> }>;

/** The built app, as a user's desktop starts it. Resolves when it is connected to its backend. */
export async function launchApp(profile: string, env: NodeJS.ProcessEnv): Promise<App> {
  const all = Object.entries({ ...process.env, ...env, BELFRY_PROFILE: profile });
  const app = await _electron.launch({
    executablePath: process.env.BELFRY_ELECTRON ?? String(createRequire(import.meta.url)('electron')),
    args: [ROOT],
    // Root has none: Chromium refuses to start with it.
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
    killBackend: () =>
      app.evaluate(({ app: electron }) => {
        const backend = electron.getAppMetrics().find((one) => one.serviceName === 'node.mojom.NodeService');
        if (backend !== undefined) process.kill(backend.pid, 'SIGKILL');
      }),
    quit: async () => {
      // In its own time: the debugger interrupts whatever runs.
      await app.evaluate(({ app: electron }) => void setImmediate(() => electron.quit())).catch(() => {});
      await ended;
    },
  };
}
