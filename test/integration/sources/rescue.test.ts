/** A damaged database, and sources that bring again what they can. */

import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Notification } from '#server/notification';
import { wholeFields } from '#server/rules/content';
import type { IngestItem } from '#server/source';
import { type BackendClient, createBackendClient } from '../../../electron/backend/client.ts';
import { STORAGE_DRIVERS } from '../../support/drivers.ts';
import { newDataDir, startServer, type TestServer } from '../../support/server.ts';

const MANY = 400;

const item = (id: number): IngestItem => ({
  external_id: `id-${id}`,
  content: wholeFields({ type: 't', title: `Number ${id}`, message: 'x'.repeat(400) }),
});
const items = Array.from({ length: MANY }, (_, id) => item(id));

/** Breaks pages in each part of the file, but for its first, and its last, which has what came last. */
function damage(dataDir: string): void {
  const file = path.join(dataDir, 'belfry.db');
  const pages = Math.floor(fs.statSync(file).size / 4_096);
  const handle = fs.openSync(file, 'r+');
  for (const share of [0.3, 0.45, 0.6, 0.7, 0.8]) {
    fs.writeSync(handle, Buffer.alloc(4_096, 0xa5), 0, 4_096, Math.floor(pages * share) * 4_096);
  }
  fs.closeSync(handle);
  // As a server leaves it that has met the damage.
  fs.writeFileSync(`${file}-suspect`, '');
}

test.each(STORAGE_DRIVERS)(
  'everything is there once after a rescue, on %s',
  { timeout: 60_000 },
  async (driver) => {
    const dataDir = newDataDir();
    const start = () => startServer({ driver, dataDir, abilities: ['inbox', 'ingest'] });
    let server: TestServer = await start();
    onTestFinished(() => server.close());
    const client = (): BackendClient =>
      createBackendClient({ url: server.url, token: server.tokens.inbox, senderToken: server.tokens.send });
    async function rows(source: string): Promise<readonly string[]> {
      const titles: string[] = [];
      let next: string | null = null;
      do {
        const page: { items: Notification[]; next: string | null } = await client().list({
          ...{ source, limit: 200 },
          ...(next === null ? {} : { cursor: next }),
        });
        titles.push(...page.items.map(({ title }) => title));
        next = page.next;
      } while (next !== null);
      return titles;
    }

    for (const source of ['s-team', 's-shop']) {
      const kind = source === 's-team' ? 'belfry' : 'channels';
      await client().register(source, { kind, actions: ['read'] });
      await client().ingest({ source, items, cursor: { at: 7 } });
    }
    await server.stop();
    damage(dataDir);
    server = await start();

    const saved = await rows('s-shop');
    expect(saved.length).toBeGreaterThan(0);
    const [shop, team] = await client().sources();
    expect(team).toMatchObject({ id: 's-team', cursor: null });
    expect(shop).toMatchObject({ id: 's-shop', cursor: { at: 7 } });
    await client().ingest({ source: 's-team', items });
    expect([...(await rows('s-team'))].sort()).toEqual(items.map(({ content }) => content?.title).sort());
    const { counts } = await client().list({});
    expect(counts.by_source['s-team']).toBe(MANY);
    expect(counts.by_source['s-shop']).toBe(saved.length);
  },
);
