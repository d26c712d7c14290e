/** How many commands it remembers. */
const MOST = 6;
const KEY = 'belfry.recent';

export interface Recent {
  /** Latest first. */
  get(): readonly string[];
  used(id: string): void;
}

function read(text: string | null): readonly string[] {
  const ids: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

/** The commands used last from the palette, in the window's storage. */
export function createRecent(storage: Pick<Storage, 'getItem' | 'setItem'>): Recent {
  return {
    get: () => read(storage.getItem(KEY)),
    used(id) {
      const others = read(storage.getItem(KEY)).filter((each) => each !== id);
      storage.setItem(KEY, JSON.stringify([id, ...others].slice(0, MOST)));
    },
  };
}
