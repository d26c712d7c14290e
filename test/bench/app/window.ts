/** A click on the tray → the first row on the screen; for the floor: the page of an empty window. */
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../report.ts';
import { MARK } from './mark.ts';
import type { Program } from './programs.ts';
import type { Stage } from './stage.ts';

/** The start's own work is done by then. */
const SETTLE_MS = 3_000;

async function open(stage: Stage): Promise<number> {
  const begin = performance.now();
  const shown = stage.screen.untilShown(MARK);
  await stage.tray.activate();
  return (await shown) - begin;
}

/** @param profile removed at the end */
export async function measureWindow(
  stage: Stage,
  start: (profile: string) => Program,
  profile: string,
): Promise<Figures> {
  const registered = stage.untilRegistered();
  const program = start(profile);
  try {
    await registered;
    await pause(SETTLE_MS);
    const first = await open(stage);
    await pause(SETTLE_MS);
    await stage.tray.activate();
    await stage.screen.untilGone(MARK);
    await pause(SETTLE_MS);
    return { 'first opening (ms)': first, 'opened again (ms)': await open(stage) };
  } finally {
    await program.stop();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
