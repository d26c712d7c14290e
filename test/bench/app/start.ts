/** Spawn → tray item registered with the panel. */
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../report.ts';
import type { Start } from './programs.ts';
import type { Stage } from './stage.ts';

const DROP_CACHES = '/proc/sys/vm/drop_caches';
/** Page cache, directory entries and inodes. */
const ALL = '3';
/** The backend and Chromium's other processes get this long to end what they were at. */
const SETTLE_MS = 1_500;

/** @returns why not, where this user may not */
export function dropPageCache(): string | null {
  try {
    fs.writeFileSync(DROP_CACHES, ALL);
    return null;
  } catch (error) {
    return `the page cache cannot be emptied here: ${error}`;
  }
}

export async function measureStart(stage: Stage, start: Start, cold: boolean): Promise<Figures> {
  if (cold) dropPageCache();
  const registered = stage.untilRegistered();
  const program = start(stage);
  try {
    const at = await registered;
    await pause(SETTLE_MS);
    return { 'to the tray (ms)': at - program.startedAt };
  } finally {
    await program.stop();
  }
}
