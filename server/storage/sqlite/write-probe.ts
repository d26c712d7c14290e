import type { Sqlite } from './driver.ts';
import type { StorageHealth } from './health.ts';
import type { Work } from './unit-of-work.ts';

/** How often a write is tried while writes fail, in milliseconds. */
const RETRY_EVERY = 5_000;

/** As large as the largest row: a smaller probe may fit where the next notification does not. */
const PROBE = 'x'.repeat(128 * 1024);
const REPLACE = 'ON CONFLICT (key) DO UPDATE SET value = excluded.value';

/** Finds out when the disk accepts writes again. @returns stops it */
export function watchStorage(
  { work, db, health }: Readonly<{ work: Work; db: Pick<Sqlite, 'run'>; health: StorageHealth }>,
  everyMs: number = RETRY_EVERY,
): () => void {
  let timer: NodeJS.Timeout | undefined;

  async function attempt(): Promise<void> {
    try {
      await work(() => db.run(`INSERT INTO meta (key, value) VALUES ('probe', ?1) ${REPLACE}`, [PROBE]));
      await work(() => db.run("DELETE FROM meta WHERE key = 'probe'"));
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
