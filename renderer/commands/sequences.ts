import { createStore, type Readable } from '../../server/client/client.ts';
import type { Keymap } from './keymap.ts';
import type { Stroke } from './keys.ts';

/** Within this time the next key of a sequence must follow, in milliseconds. */
const WITHIN = 1_000;

export interface Sequences {
  /** The keys that a sequence has begun with; null: none has. */
  readonly begun: Readable<string | null>;
  /**
   * Joins keys that follow each other to a sequence. A sequence that is broken off, by time or another key, does nothing.
   * @param stroke null: a key that no table can name
   * @returns what was pressed as a whole; `'part'`: the key belongs to a sequence that is not whole, or is broken off
   */
  take(stroke: Stroke | null): Stroke | null | 'part';
}

export function createSequences(keymap: Readable<Keymap>): Sequences {
  const begun = createStore<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wait(keys: string | null): void {
    clearTimeout(timer);
    begun.set(keys);
    if (keys !== null) timer = setTimeout(() => begun.set(null), WITHIN);
  }

  return {
    begun,
    take(stroke) {
      const before = begun.get();
      if (before !== null && stroke?.repeat === true) return 'part';
      const keys = [before ?? [], stroke?.keys ?? []].flat().join(' ');
      const goesOn = stroke !== null && !stroke.repeat && keymap.get().after(keys).length > 0;
      wait(goesOn ? keys : null);
      if (goesOn) return 'part';
      if (before === null) return stroke;
      const isWhole = keymap
        .get()
        .after(before)
        .some(({ rest }) => rest === stroke?.keys);
      return isWhole ? { keys, repeat: false } : 'part';
    },
  };
}
