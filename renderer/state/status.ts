import type { Bridge } from '#app/ipc';
import type { Failure } from '#app/result';
import type { AppStatus } from '#app/state';
import { createStore, type Readable } from './store.ts';

type StatusSnapshot = Readonly<{
  /** null until the main process has told it. */
  status: AppStatus | null;
  /** Why the first question failed. */
  error: Failure | null;
}>;

export interface Status extends Readable<StatusSnapshot> {
  load(): Promise<void>;
  dispose(): void;
}

/** What the main process says of itself: asked for once, pushed whole from then on. */
export function createStatus(bridge: Bridge): Status {
  const store = createStore<StatusSnapshot>({ status: null, error: null });
  let pushes = 0;
  const dispose = bridge.on('status', (status) => {
    pushes += 1;
    store.set({ status, error: null });
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    dispose,
    async load() {
      const before = pushes;
      const result = await bridge.call('status.get', {});
      // Every change is pushed, so that a push during the question is never older than what follows; the answer may be.
      if (pushes !== before) return;
      if (result.ok) store.set({ status: result.value, error: null });
      else store.set({ status: store.get().status, error: result.error });
    },
  };
}
