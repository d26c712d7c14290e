import { useSyncExternalStore } from 'react';
import type { Readable } from '../../server/client/client.ts';

export function useStore<T>(store: Readable<T>): T {
  // The last one is for tests, which render without a document.
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
