/** The double of a Laravel app: notification endpoints, and a Pusher server for its channel. */
import { fork } from 'node:child_process';
import path from 'node:path';
import { endProcess } from '../../../build/desktop.ts';
import type { LaravelCommand, LaravelReport } from './laravel-process.ts';
import { createAsk, type Page, type Upstream } from './upstream.ts';

type List = Readonly<{ notifications: readonly unknown[]; pagination: Readonly<{ per_page: number }> }>;

export async function startLaravel(): Promise<Upstream> {
  const child = fork(path.join(import.meta.dirname, 'laravel-process.ts'));
  const tell = (command: LaravelCommand): Promise<LaravelReport> =>
    new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the Laravel double ended'));
      child.once('exit', ended);
      child.once('message', (report) => {
        child.off('exit', ended);
        resolve(report as LaravelReport);
      });
      child.send(command);
    });
  const { source, token } = await tell({ do: 'start' });
  const { ask, end } = createAsk(source.url, token);
  let missed = 0;

  return {
    definition: source,
    token,
    async miss(count) {
      missed = count;
      await tell({ do: 'miss', count });
    },
    asked: async () => (await tell({ do: 'asked' })).asked,
    async pages() {
      const pages: Page[] = [];
      for (let rows = 0; rows < missed; rows += pages.at(-1)?.rows.length ?? 0) {
        pages.push(
          await ask(`${source.prefix}?page=${pages.length + 1}`, (list: List) => list.notifications),
        );
      }
      return pages;
    },
    async stop() {
      end();
      await endProcess(child);
    },
  };
}
