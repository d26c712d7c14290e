/** A new client requests everything it missed, page by page. */
import fs from 'node:fs';
import type { Figures } from '../report.ts';
import { startApp, startFloor } from './programs.ts';
import type { Seeds } from './seed.ts';
import type { Stage } from './stage.ts';

type Page = Readonly<{ changed: readonly unknown[]; next: string | number | null }>;

/** @throws Error unless all rows have come */
async function syncAll(rows: number, url: URL, headers: Record<string, string>): Promise<Figures> {
  const begin = performance.now();
  let [received, bytes] = [0, 0];
  for (;;) {
    const answer = await fetch(url, { headers });
    const body = await answer.text();
    if (!answer.ok) throw new Error(body);
    const { changed, next }: Page = JSON.parse(body);
    received += changed.length;
    bytes += Buffer.byteLength(body);
    if (next === null) break;
    url.searchParams.set('after', String(next));
  }
  const ms = performance.now() - begin;
  if (received !== rows) throw new Error(`${received} of ${rows} rows came`);
  return { 'time (ms)': ms, 'bytes (KB)': bytes / 1024 };
}

export async function measureSync(stage: Stage, seeds: Seeds, rows: number): Promise<Figures> {
  const { profile, token, epoch } = await seeds.profile(rows);
  const program = startApp(stage, { profile });
  try {
    const { url } = await program.endpoint();
    const headers = { authorization: `Bearer ${token}` };
    const ask = () => syncAll(rows, new URL(`/api/inbox/sync?epoch=${epoch}&since=0`, url), headers);
    await ask();
    return await ask();
  } finally {
    await program.stop();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

export async function measureRows(stage: Stage, seeds: Seeds, rows: number): Promise<Figures> {
  const { profile, database } = await seeds.profile(rows);
  const program = startFloor(stage, 'rows', { profile, args: [database] });
  try {
    const { url } = await program.endpoint();
    const ask = () => syncAll(rows, new URL('/?after=0', url), {});
    await ask();
    return await ask();
  } finally {
    await program.stop();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
