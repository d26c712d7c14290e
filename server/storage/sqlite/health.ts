import type { StorageTrouble } from '#server/session';

export interface StorageHealth {
  /** null: nothing is known to be wrong. */
  trouble(): StorageTrouble | null;
  /** SQLite failed with this code. */
  failed(code: string): void;
  /** A write that was made to find out is on disk. */
  recovered(): void;
  /** Called with each change; returns its end. */
  onChange(listener: (trouble: StorageTrouble | null) => void): () => void;
}

/** https://www.sqlite.org/rescode.html */
const TROUBLES: readonly (readonly [RegExp, StorageTrouble])[] = [
  [/^SQLITE_FULL/, 'disk_full'],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'read_only'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'damaged'],
  [/^SQLITE_(IOERR|CANTOPEN)/, 'failing'],
];

/** What an SQLite code says of the disk; null: nothing. */
export const troubleOf = (code: string): StorageTrouble | null =>
  TROUBLES.find(([pattern]) => pattern.test(code))?.[1] ?? null;

/** How the disk does, as far as the database's statements tell. Damage does not heal, and one small write that fits says nothing
 * of the others: only a deliberate one ends the trouble. */
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
