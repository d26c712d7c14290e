/** A window whose list was scrolled through: what its rows take, and how long one that arrives needs to get there. */
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { launchApp } from '../../support/app.ts';
import type { Figures } from '../report.ts';
import { REQUEST } from './load.ts';
import { activityOf, memoryOf, type Process, processesOf } from './processes.ts';
import type { Seeds } from './seed.ts';
import type { Stage } from './stage.ts';

const SETTLE_MS = 6_000;
const SENDS = 30;
const MEGABYTE = 1024 ** 2;

/** Scrolls down until all is loaded, and back up. */
async function loadAll(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const row = document.querySelector('[aria-setsize]');
      // -1: there is more.
      if (Number(row?.getAttribute('aria-setsize') ?? -1) > 0) return true;
      let list = row?.parentElement ?? null;
      while (list !== null && list.scrollHeight <= list.clientHeight) list = list.parentElement;
      list?.scrollTo(0, list.scrollHeight);
      return false;
    },
    undefined,
    { timeout: 240_000, polling: 'raf' },
  );
  await page.locator('[aria-setsize]').first().press('Home');
}

/** @returns milliseconds from before the send until its row is in the window */
async function arrival(page: Page, title: string, send: () => Promise<unknown>): Promise<number> {
  const shown = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!document.querySelector('[aria-posinset="1"]')?.textContent?.includes(wanted)) return;
          observer.disconnect();
          resolve(performance.timeOrigin + performance.now());
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    title,
  );
  // By its answer the page has begun to look.
  await page.evaluate(() => {});
  const begin = performance.timeOrigin + performance.now();
  await send();
  return (await shown) - begin;
}

/** @param all whether the window has loaded the whole inbox, and not only its first page */
export async function measureLoaded(
  stage: Stage,
  seeds: Seeds,
  rows: number,
  all: boolean,
  root?: string,
): Promise<Figures> {
  const { profile } = await seeds.profile(rows);
  const app = await launchApp({ desktop: stage.desktop, profile, ...(root === undefined ? {} : { root }) });
  try {
    const page = await app.window();
    await page.locator('[aria-setsize]').first().waitFor();
    if (all) await loadAll(page);
    await pause(SETTLE_MS);
    const of = (role: Process['role']): readonly Process[] =>
      processesOf(app.electron.process().pid ?? 0).filter((process) => process.role === role);
    const tools = await page.context().newCDPSession(page);
    await tools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await tools.send('Runtime.getHeapUsage');
    const memory = { main: memoryOf(of('main')) / MEGABYTE, window: memoryOf(of('renderer')) / MEGABYTE };
    const before = { main: activityOf(of('main')).cpu, window: activityOf(of('renderer')).cpu };
    const arrivals: number[] = [];
    for (let sent = 0; sent < SENDS; sent += 1) {
      const title = `Arrival ${sent}.`;
      arrivals.push(await arrival(page, title, () => app.send({ ...REQUEST, title })));
      await pause(SETTLE_MS / SENDS);
    }
    return {
      'PSS, main (MB)': memory.main,
      'PSS, window (MB)': memory.window,
      'heap in use, window (MB)': usedSize / MEGABYTE,
      'arrival, p50 (ms)': arrivals.toSorted((a, b) => a - b)[SENDS / 2] ?? Number.NaN,
      'processor time an arrival, main (ms)': (activityOf(of('main')).cpu - before.main) / SENDS,
      'processor time an arrival, window (ms)': (activityOf(of('renderer')).cpu - before.window) / SENDS,
    };
  } finally {
    await app.quit();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
