import type { Storage } from './storage/storage.ts';

/** While nothing can be written, a write is tried this often, in milliseconds. */
const RETRY_EVERY = 5_000;

/** Finds out when the disk takes writes again. @returns its end */
export function watchStorage({ work, db, health }: Pick<Storage, 'work' | 'db' | 'health'>): () => void {
  let timer: NodeJS.Timeout | undefined;

  const attempt = (): void => {
    work(() => db.run("UPDATE meta SET value = value WHERE key = 'epoch'"), health.recovered).catch(() => {
      // Known already.
    });
  };
  const end = health.onChange((trouble) => {
    clearInterval(timer);
    timer = trouble === null || trouble === 'damaged' ? undefined : setInterval(attempt, RETRY_EVERY);
    timer?.unref();
  });
  return () => {
    end();
    clearInterval(timer);
  };
}
