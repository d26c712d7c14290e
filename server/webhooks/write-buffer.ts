import { AppError } from '../errors.ts';
import { NOBODY, type Unit, type Work } from '../storage/storage.ts';

type Change = Readonly<{ unit: Unit<unknown>; afterCommit: (value: unknown) => void }>;

export interface WriteBuffer {
  /** How many changes are not on disk yet. */
  readonly waiting: number;
  /** `unit` may run again when the disk failed; `afterCommit` runs once it is on disk, with what it answered. */
  write<T>(unit: Unit<T>, afterCommit?: (value: T) => void): void;
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
  let changes: Change[] = [];
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  async function commit(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const taken = changes;
    changes = [];
    let pause = everyMs;
    try {
      await work(
        NOBODY,
        function* () {
          const values: unknown[] = [];
          for (const { unit } of taken) values.push(yield* unit());
          return values;
        },
        (values) => {
          for (const [at, { afterCommit }] of taken.entries()) afterCommit(values[at]);
        },
      );
    } catch (error) {
      const isDisk = error instanceof AppError && error.code === 'storage_failed';
      log.error({ err: error, changes: taken.length, again: isDisk }, 'writing webhook deliveries failed');
      // Anything else is a bug, and would fail forever.
      if (isDisk) changes = [...taken, ...changes];
      pause = againMs;
    }
    running = null;
    if (changes.length > 0) arm(pause);
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
      return changes.length;
    },
    write<T>(unit: Unit<T>, afterCommit: (value: T) => void = () => {}) {
      changes.push({ unit, afterCommit: afterCommit as (value: unknown) => void });
      arm(everyMs);
    },
    async close() {
      await running;
      if (changes.length > 0) await run();
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
