import type { StorageTrouble } from '#server/session';

export interface StorageHealth {
  /** null: nothing is known to be wrong. */
  trouble(): StorageTrouble | null;
  /** Reports that SQLite failed with this code. */
  failed(code: string): void;
  /** Reports that a test write is on disk. */
  recovered(): void;
  /** @param listener called with each change @returns unsubscribes */
  onChange(listener: (trouble: StorageTrouble | null) => void): () => void;
}

/** https://www.sqlite.org/rescode.html */
const TROUBLES: readonly (readonly [RegExp, StorageTrouble])[] = [
  [/^SQLITE_FULL/, 'disk_full'],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'read_only'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'damaged'],
  [/^SQLITE_(IOERR|CANTOPEN)/, 'failing'],
];

/** The trouble behind an SQLite code; null: none. */
export const troubleOf = (code: string): StorageTrouble | null =>
  TROUBLES.find(([pattern]) => pattern.test(code))?.[1] ?? null;

/**
 * The state of the disk, as far as statements show it. Damage does not heal. A small write that succeeds proves nothing about larger
 * ones, so only the test write of `watchStorage` ends other trouble.
 */
export function createStorageHealth(): StorageHealth {
  const listeners = new Set<(trouble: StorageTrouble | null) => void>();
  let current: StorageTrouble | null = null;

  function set(next: StorageTrouble | null): void {
    if (next === current || current === 'damaged') return;
    current = next;
    for (const listener of listeners) listener(next);
  }

  return {
    trouble: () => current,
    failed(code) {
      const trouble = troubleOf(code);
      if (trouble !== null) set(trouble);
    },
    recovered: () => set(null),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
