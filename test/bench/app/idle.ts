/** What they take while nothing happens: memory one program at a time, for they share pages, activity side by side. */
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/poll.ts';
import type { Figures } from '../report.ts';
import { activityOf, memoryOf, type Process } from './processes.ts';
import type { Program, Start } from './programs.ts';
import type { Stage } from './stage.ts';

const SETTLE_MS = 6_000;
const OPEN_MS = 1_500;
const IDLE_MS = 60_000;
/** V8's collections of garbage after a start, the last of them some two minutes later, and other such work are over by then. */
const CALM_MS = 180_000;
const MEGABYTE = 1024 ** 2;

const hasRenderer = (program: Program): boolean =>
  program.processes().some(({ role }) => role === 'renderer');

/** Opens the window by its tray item and hides it again. */
async function openAndHide(stage: Stage, program: Program): Promise<void> {
  await stage.tray.activate();
  await until('a window', () => hasRenderer(program));
  await pause(OPEN_MS);
  await stage.tray.activate();
}

export async function measureMemory(stage: Stage, start: Start, window: boolean): Promise<Figures> {
  const registered = stage.untilRegistered();
  const program = start(stage);
  try {
    await registered;
    if (window) await openAndHide(stage, program);
    await pause(SETTLE_MS);
    return { 'PSS of all processes (MB)': memoryOf(program.processes()) / MEGABYTE };
  } finally {
    await program.stop();
  }
}

type Part = 'all' | Process['role'];

const partOf = (program: Program, part: Part): readonly Process[] =>
  program.processes().filter(({ role }) => part === 'all' || role === part);

/** Processor time and wake-ups of a minute, with a window that is hidden. */
export async function measureActivity(
  stage: Stage,
  starts: Readonly<Record<string, Start>>,
): Promise<Readonly<Record<string, Figures>>> {
  const programs: [string, Program][] = [];
  try {
    for (const [name, start] of Object.entries(starts)) {
      const registered = stage.untilRegistered();
      const program = start(stage);
      programs.push([name, program]);
      await registered;
      await openAndHide(stage, program);
    }
    await pause(CALM_MS);
    const parts = ['all', 'main', 'backend', 'renderer'] as const;
    const look = () =>
      programs.map(([, program]) => parts.map((part) => ({ part, ...activityOf(partOf(program, part)) })));
    const before = look();
    await pause(IDLE_MS);
    const after = look();
    return Object.fromEntries(
      programs.map(([name, program], which) => [
        name,
        Object.fromEntries(
          parts
            .filter((part) => partOf(program, part).length > 0)
            .flatMap((part) => {
              const at = parts.indexOf(part);
              const [then, now] = [before[which]?.[at], after[which]?.[at]];
              return [
                [`processor time in 60 s, ${part} (ms)`, (now?.cpu ?? 0) - (then?.cpu ?? 0)],
                [`wake-ups in 60 s, ${part}`, (now?.wakeUps ?? 0) - (then?.wakeUps ?? 0)],
              ];
            }),
        ),
      ]),
    );
  } finally {
    for (const [, program] of programs) await program.stop();
  }
}
