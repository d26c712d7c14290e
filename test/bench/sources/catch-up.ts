/**
 * The app was away while notifications arrived. Its memory is compared with that of the same app and source without missed
 * notifications, everything else with the floor, which reads the same pages.
 */
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newProfile } from '../../support/app.ts';
import { until } from '../../support/poll.ts';
import { memoryOf, peakOf } from '../app/processes.ts';
import { startApp, startFloor } from '../app/programs.ts';
import type { Seeds } from '../app/seed.ts';
import type { Stage } from '../app/stage.ts';
import type { Figures } from '../report.ts';
import type { Page, Upstream } from './upstream.ts';

/** More of them would be noise. */
const MOST_TOASTS = 4;
const LEVEL = { timeout: 90_000, every: 10 };
/** What follows a catch-up (its toast, receipts, collections of garbage) is over by then. */
const SETTLE_MS = 6_000;
const MEGABYTE = 1024 ** 2;

type Visit = Readonly<{
  /** From the start, and from its tray item, until the tray has the number. */
  ms: number;
  trayMs: number;
  memory: number;
  peak: number;
}>;

/** As a user would, and as the app stores it. */
function addSource(profile: string, { definition, token }: Upstream): void {
  const write = (name: string, content: object): void =>
    fs.writeFileSync(path.join(profile, name), JSON.stringify(content), { mode: 0o600 });
  write('sources.json', { sources: [definition], damaged: [], removed: [] });
  write('secrets.json', { [definition.id]: { plain: { token } } });
}

/** Runs the app until its tray shows this number of unread ones and it is idle again. */
async function visit(stage: Stage, profile: string, unread: number): Promise<Visit> {
  const registered = stage.untilRegistered();
  const program = startApp(stage, { profile });
  try {
    const at = await registered;
    await until(
      `${unread} in the tray`,
      async () => (await stage.tray.tooltip()).includes(`${unread} unread`),
      LEVEL,
    );
    const level = performance.now();
    await pause(SETTLE_MS);
    const processes = program.processes();
    return {
      ms: level - program.startedAt,
      trayMs: level - at,
      memory: memoryOf(processes) / MEGABYTE,
      peak: peakOf(processes.filter(({ role }) => role === 'main' || role === 'backend')) / MEGABYTE,
    };
  } finally {
    await program.stop();
  }
}

/** @returns milliseconds for the same pages over bare HTTP and straight into SQLite */
async function measureFloor(stage: Stage, seeds: Seeds, pages: readonly Page[]): Promise<number> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(pages[Number(request.url?.slice(1))]?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { profile, database } = await seeds.profile(0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const program = startFloor(stage, 'catch-up', { profile, args: [database, url, String(pages.length)] });
  try {
    const { ms, unread } = (await program.answer()) as { ms: number; unread: number };
    const rows = pages.reduce((total, page) => total + page.rows.length, 0);
    if (unread !== rows) throw new Error(`the floor has ${unread} of ${rows} rows`);
    return ms;
  } finally {
    await program.stop();
    server.close();
    server.closeAllConnections();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

function bytesOf(pages: readonly Page[], missed: number): Readonly<{ sent: number; rows: number }> {
  const sum = (of: (page: Page) => number): number =>
    pages.reduce((total, page) => total + of(page), 0) / missed;
  return {
    sent: sum(({ bytes }) => bytes),
    rows: sum(({ rows }) =>
      rows.reduce<number>((total, row) => total + Buffer.byteLength(JSON.stringify(row)), 0),
    ),
  };
}

/** @throws Error if the user would get too many toasts */
export async function measureCatchUp(
  stage: Stage,
  seeds: Seeds,
  start: () => Promise<Upstream>,
  missed: number,
): Promise<Readonly<Record<'Belfry' | 'floor', Figures>>> {
  const profile = newProfile();
  const upstream = await start();
  try {
    addSource(profile, upstream);
    // Where there was nothing yet, it would not be a catch-up but a first reading.
    await upstream.miss(1);
    const calm = await visit(stage, profile, 1);
    await upstream.miss(missed);
    const toastsBefore = stage.toasts().length;
    const askedBefore = await upstream.asked?.();
    const away = await visit(stage, profile, missed + 1);
    const toasts = stage.toasts().slice(toastsBefore);
    if (toasts.length === 0 || toasts.length > MOST_TOASTS) {
      throw new Error(`${missed} missed ones made ${toasts.length} toasts: ${toasts.slice(0, 8).join(', ')}`);
    }
    const asked = await upstream.asked?.();
    const pages = await upstream.pages();
    const bytes = bytesOf(pages, missed);
    return {
      Belfry: {
        'from the start until level (ms)': away.ms,
        'from the tray item until level (ms)': away.trayMs,
        toasts: toasts.length,
        'memory (MB)': away.memory,
        'peak of main and backend (MB)': away.peak,
        'bytes for each': bytes.sent,
        ...(asked !== undefined && { 'requested pages': asked - (askedBefore ?? 0) }),
      },
      floor: {
        'from the tray item until level (ms)': await measureFloor(stage, seeds, pages),
        'memory (MB)': calm.memory,
        'peak of main and backend (MB)': calm.peak,
        'bytes for each': bytes.rows,
        'requested pages': pages.length,
      },
    };
  } finally {
    await upstream.stop();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
