import { useSyncExternalStore } from 'react';
import type { Readable } from '../../server/client/client.ts';

export { createStore, type Readable } from '../../server/client/client.ts';

export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
