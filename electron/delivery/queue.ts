import type { Notification } from '#server/notification';

/** Shortest time between two toasts, in milliseconds. */
export const FOLD_WINDOW = 1_000;

export interface Queue {
  push(items: readonly Notification[]): void;
  /** Replaces those of them that still wait. */
  update(items: readonly Notification[]): void;
  /** Removes those of them that still wait. */
  drop(ids: ReadonlySet<string>): void;
  clear(): void;
  dispose(): void;
}

/**
 * Timing of live toasts: the first goes out at once, those of the next second go out together, and so on while more arrive.
 * A slow `announce` delays the next turn, so only one runs at a time.
 * @param announce gets the notifications of one turn, oldest first; must not reject
 */
export function createQueue(
  announce: (items: readonly [Notification, ...Notification[]]) => Promise<void>,
): Queue {
  const waiting = new Map<string, Notification>();
  let running = false;
  let disposed = false;
  let endPause: (() => void) | null = null;

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FOLD_WINDOW);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function take(limit: number): Notification[] {
    const items = [...waiting.values()].slice(0, limit);
    for (const { id } of items) waiting.delete(id);
    return items;
  }

  async function run(): Promise<void> {
    running = true;
    for (let limit = 1; !disposed; limit = Number.POSITIVE_INFINITY) {
      const [first, ...others] = take(limit);
      if (first === undefined) break;
      await Promise.all([announce([first, ...others]), pause()]);
    }
    running = false;
  }

  return {
    push(items) {
      for (const item of items) waiting.set(item.id, item);
      if (!running) void run();
    },
    update(items) {
      for (const item of items) if (waiting.has(item.id)) waiting.set(item.id, item);
    },
    drop(ids) {
      for (const id of ids) waiting.delete(id);
    },
    clear: () => waiting.clear(),
    dispose() {
      disposed = true;
      waiting.clear();
      endPause?.();
    },
  };
}
