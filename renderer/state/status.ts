import type { Bridge } from '#app/ipc';
import type { Failure } from '#app/result';
import type { Settings } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { createStore, type Readable } from './store.ts';

type StatusSnapshot = Readonly<{
  /** null until the main process has sent it. */
  status: AppStatus | null;
  /** Why the first request failed. */
  error: Failure | null;
}>;

export interface Status extends Readable<StatusSnapshot> {
  load(): Promise<void>;
  /** Main has just answered that these are set; a push of them may still be on its way. */
  settingsAre(settings: Settings): void;
  dispose(): void;
}

/** The status of the main process: requested once, then pushed as a whole. */
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
    settingsAre(settings) {
      const { status } = store.get();
      if (status !== null) store.set({ status: { ...status, settings }, error: null });
    },
    async load() {
      const before = pushes;
      const result = await bridge.call('status.get', {});
      // Every change is pushed, so a push during the request is current, while its answer may be older.
      if (pushes !== before) return;
      if (result.ok) store.set({ status: result.value, error: null });
      else store.set({ status: store.get().status, error: result.error });
    },
  };
}
