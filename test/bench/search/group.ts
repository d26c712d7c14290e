/** The first page of searches at the server, beside the bare query of the full-text index. */

import { startServer } from '../../../server/start.ts';
import { openSqlite } from '../../../server/storage/sqlite/driver.ts';
import { quiet } from '../../support/server.ts';
import type { Figures } from '../report.ts';
import { type Group, part } from '../scenario.ts';
import { QUERIES, type Query } from './queries.ts';
import { createSeed, databaseOf, removeSeed } from './seed.ts';

const SIZES = [100_000, 1_000_000];
const TIMES = 15;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timed(
  once: (query: Query) => Promise<unknown>,
  queries: readonly [string, Query][],
): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const [name, query] of queries) {
    const times: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const begin = performance.now();
      await once(query);
      times.push(performance.now() - begin);
    }
    figures[`${name} (ms)`] = median(times);
  }
  return figures;
}

type Seed = Awaited<ReturnType<typeof createSeed>>;

async function measureServer({ dataDir, token }: Seed): Promise<Figures> {
  const server = await startServer({ dataDir, host: '127.0.0.1', port: 0, embedded: false, log: quiet });
  try {
    return await timed(async ({ q, view, threads }) => {
      const query = new URLSearchParams({ q, ...(view && { view }), ...(threads && { threads }) });
      const answer = await fetch(`${server.url}/api/inbox?${query}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (answer.status !== 200) throw new Error(`${q}: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
    }, Object.entries(QUERIES));
  } finally {
    await server.stop();
  }
}

async function measureFloor({ dataDir }: Seed): Promise<Figures> {
  const db = await openSqlite(databaseOf(dataDir));
  try {
    return await timed(
      async ({ floor }) =>
        db.all('SELECT rowid >> 10 AS place FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT 50', [
          floor,
        ]),
      Object.entries(QUERIES).filter(([, { floor }]) => floor !== null),
    );
  } finally {
    db.close();
  }
}

export async function createSearchGroup(): Promise<Group> {
  const seeds = new Map<number, Promise<Seed>>();
  const seedOf = (rows: number): Promise<Seed> => {
    const seed = seeds.get(rows) ?? createSeed(rows);
    seeds.set(rows, seed);
    return seed;
  };
  return {
    name: 'search',
    subjects: ['Belfry', 'bare index'],
    remarks: [],
    scenarios: SIZES.map((rows) => ({
      name: `${rows.toLocaleString('en')} rows`,
      parts: [
        part('Belfry', async () => measureServer(await seedOf(rows))),
        part('bare index', async () => measureFloor(await seedOf(rows))),
      ],
    })),
    async end() {
      for (const seed of seeds.values()) removeSeed((await seed).dataDir);
    },
  };
}
