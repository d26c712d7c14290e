/** Acknowledged sends per second, twenty at a time, into an empty or a full inbox. */
import fs from 'node:fs';
import type { Figures } from '../report.ts';
import { sendFor } from './load.ts';
import { type Program, startApp, startFloor } from './programs.ts';
import type { Seeds } from './seed.ts';
import type { Stage } from './stage.ts';

const WARM_UP_MS = 1_500;
const MEASURE_MS = 4_000;
const FIGURE = 'per second';

/** Ends the program. */
async function rateOf(program: Program): Promise<Figures> {
  try {
    const endpoint = await program.endpoint();
    await sendFor(endpoint, WARM_UP_MS);
    return { [FIGURE]: await sendFor(endpoint, MEASURE_MS) };
  } finally {
    await program.stop();
  }
}

export async function measureSends(stage: Stage, seeds: Seeds, rows: number): Promise<Figures> {
  const { profile } = await seeds.profile(rows);
  try {
    return await rateOf(startApp(stage, { profile }));
  } finally {
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

/** The same load on HTTP alone, which no server of sends can be faster than. */
export const measureAnswers = (stage: Stage): Promise<Figures> => rateOf(startFloor(stage, 'answers'));

export async function measureInserts(stage: Stage, seeds: Seeds, rows: number): Promise<Figures> {
  const { profile, database } = await seeds.profile(rows);
  const program = startFloor(stage, 'inserts', { profile, args: [database, String(MEASURE_MS)] });
  try {
    return { [FIGURE]: ((await program.answer()) as { perSecond: number }).perSecond };
  } finally {
    await program.stop();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}
