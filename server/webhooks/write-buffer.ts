import { AppError } from '../errors.ts';
import type { Work } from '../storage/storage.ts';

type Step = Readonly<{ change: () => void; afterCommit: () => void }>;

export interface WriteBuffer {
  /** How many changes are not on disk yet. */
  readonly waiting: number;
  /** `change` is synchronous and may run again when the disk failed; `afterCommit` runs once it is on disk. */
  write(change: () => void, afterCommit?: () => void): void;
  /** Writes everything now. What fails is logged and lost. */
  close(): Promise<void>;
}

/** Collects changes for a moment, so that a busy app costs one disk write at a time instead of one per event. */
export function createWriteBuffer(deps: {
  work: Work;
  everyMs: number;
  /** Pause after a disk failure. */
  againMs: number;
  log: { error(fields: object, message: string): void };
}): WriteBuffer {
  const { work, everyMs, againMs, log } = deps;
  let steps: Step[] = [];
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  async function commit(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const taken = steps;
    steps = [];
    let pause = everyMs;
    try {
      await work(
        () => {
          for (const { change } of taken) change();
        },
        () => {
          for (const { afterCommit } of taken) afterCommit();
        },
      );
    } catch (error) {
      const isDisk = error instanceof AppError && error.code === 'storage_failed';
      log.error({ err: error, steps: taken.length, again: isDisk }, 'writing webhook deliveries failed');
      // Anything else is a bug, and would fail forever.
      if (isDisk) steps = [...taken, ...steps];
      pause = againMs;
    }
    running = null;
    if (steps.length > 0) arm(pause);
  }

  function run(): Promise<void> {
    running ??= commit();
    return running;
  }

  function arm(ms: number): void {
    if (running === null) timer ??= setTimeout(run, ms);
  }

  return {
    get waiting() {
      return steps.length;
    },
    write(change, afterCommit = () => {}) {
      steps.push({ change, afterCommit });
      arm(everyMs);
    },
    async close() {
      await running;
      if (steps.length > 0) await run();
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
