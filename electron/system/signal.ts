/** An event without a name, for any number of listeners. */
export interface Signal<A extends readonly unknown[] = []> {
  /** @returns its unsubscribe */
  on(listener: (...args: A) => void): () => void;
  emit(...args: A): void;
}

export function createSignal<A extends readonly unknown[] = []>(): Signal<A> {
  const listeners = new Set<(...args: A) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(...args) {
      // A listener may unsubscribe while it is called.
      for (const listener of [...listeners]) listener(...args);
    },
  };
}
