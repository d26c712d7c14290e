/** The double of a Laravel app: notification endpoints, and a Pusher server for its channel. */
import path from 'node:path';
import { startLoader } from '../realtime/loader.ts';
import type { LaravelCommand, LaravelReport } from './laravel-process.ts';
import { createAsk, type Page, type Upstream } from './upstream.ts';

type List = Readonly<{ notifications: readonly unknown[]; pagination: Readonly<{ per_page: number }> }>;

export async function startLaravel(): Promise<Upstream> {
  const app = startLoader<LaravelCommand, LaravelReport>(
    path.join(import.meta.dirname, 'laravel-process.ts'),
  );
  const { source, token } = await app.ask({ do: 'start' });
  const { ask, end } = createAsk(source.url, token);
  let missed = 0;

  return {
    definition: source,
    token,
    async miss(count) {
      missed = count;
      await app.ask({ do: 'miss', count });
    },
    asked: async () => (await app.ask({ do: 'asked' })).asked,
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
      app.close();
    },
  };
}
