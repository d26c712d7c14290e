/** A trouble that lasts is said when it begins, and then once a minute how often it was met. */
const EVERY_MS = 60_000;

/**
 * @param key what counts as the same trouble; from a closed list
 * @param write writes a line. 0: the first one; else how often it was met since the line before
 */
export type RepeatedLog = (key: string, write: (repeated: number) => void) => void;

export function createRepeatedLog(everyMs: number = EVERY_MS): RepeatedLog {
  const counts = new Map<string, number>();

  function follow(key: string, write: (repeated: number) => void): void {
    counts.set(key, 0);
    setTimeout(() => {
      const repeated = counts.get(key) ?? 0;
      counts.delete(key);
      if (repeated === 0) return;
      write(repeated);
      follow(key, write);
    }, everyMs).unref();
  }

  return (key, write) => {
    const count = counts.get(key);
    if (count !== undefined) {
      counts.set(key, count + 1);
      return;
    }
    write(0);
    follow(key, write);
  };
}
