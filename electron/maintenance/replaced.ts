import type { Stats } from 'node:fs';
import { createSignal } from '../system/signal.ts';

/** How often the files are checked, in milliseconds. */
const LOOK_EVERY = 60_000;
/** A package manager may still be writing: it has finished if nothing has changed for this long, in milliseconds. */
const SETTLED = 5_000;

export interface Replaced {
  /** The files that run have been replaced: the next start is another version. */
  is(): boolean;
  look(): void;
  /** @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** Notices that another program, such as a package manager, has replaced the files that this app runs from. */
export function createReplaced(deps: {
  files: readonly string[];
  /** Throws for a file that does not exist. */
  stat: (file: string) => Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs'>;
}): Replaced {
  const { files, stat } = deps;
  const changed = createSignal();
  const running = identity();
  let replaced = false;
  let timer: NodeJS.Timeout | undefined;

  /** null: one of them does not exist. */
  function identity(): string | null {
    try {
      return files
        .map((file) => stat(file))
        .map(({ dev, ino, size, mtimeMs }) => `${dev} ${ino} ${size} ${mtimeMs}`)
        .join();
    } catch {
      return null;
    }
  }

  function look(): void {
    clearTimeout(timer);
    if (replaced) return;
    const now = identity();
    const isOther = running !== null && now !== null && now !== running;
    timer = isOther ? setTimeout(() => settle(now), SETTLED) : setTimeout(look, LOOK_EVERY);
  }

  function settle(found: string): void {
    replaced = identity() === found;
    if (replaced) changed.emit();
    else look();
  }

  look();

  return { is: () => replaced, look, onChange: changed.on, dispose: () => clearTimeout(timer) };
}
