import { NOBODY, type Work } from '../ports.ts';
import { changeOf } from '../statement-step.ts';
import type { StorageHealth } from './health.ts';

/** How often a write is tried while writes fail, in milliseconds. */
const RETRY_EVERY = 5_000;

/** As large as the largest row: a smaller probe may fit where the next notification does not. */
const PROBE = 'x'.repeat(128 * 1024);
const WRITE = `INSERT INTO meta (key, value) VALUES ('probe', ?1)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
const REMOVE = "DELETE FROM meta WHERE key = 'probe'";

/** Finds out when the disk accepts writes again. @returns stops it */
export function watchStorage(
  { work, health }: Readonly<{ work: Work; health: StorageHealth }>,
  everyMs: number = RETRY_EVERY,
): () => void {
  let timer: NodeJS.Timeout | undefined;

  async function attempt(): Promise<void> {
    try {
      await work(NOBODY, () => changeOf('probe.write', WRITE, [PROBE]));
      await work(NOBODY, () => changeOf('probe.remove', REMOVE));
      health.recovered();
    } catch {
      // The trouble is known already.
    }
  }
  const end = health.onChange((trouble) => {
    clearInterval(timer);
    timer =
      trouble === null || trouble === 'damaged' ? undefined : setInterval(() => void attempt(), everyMs);
    timer?.unref();
  });
  return () => {
    end();
    clearInterval(timer);
  };
}
