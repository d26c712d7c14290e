import type { Bridge } from '#app/ipc';
import type { Page } from '#app/state';
import type { View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { createStore, type Readable } from './store.ts';

/** A notification that is to be brought into sight. */
type Target = Readonly<{
  id: string;
  /** Views in which it was looked for already. */
  tried: readonly View[];
}>;

type Place = Readonly<{ page: Page; target: Target | null }>;

export interface Navigation extends Readable<Place> {
  go(page: Page): void;
  /** The target was looked for in vain in the view; returns the view to look at next, null: it is nowhere. */
  missed(view: View): View | null;
  /** The target was found or given up. */
  arrived(): void;
  dispose(): void;
}

/** Where an id is, as far as a list can tell. `older`: beyond what is loaded. */
export function locate(
  items: readonly Notification[],
  more: boolean,
  id: string,
): 'here' | 'older' | 'absent' {
  if (items.some((item) => item.id === id)) return 'here';
  const oldest = items.at(-1);
  return more && (oldest === undefined || id < oldest.id) ? 'older' : 'absent';
}

export function createNavigation(bridge: Bridge): Navigation {
  const store = createStore<Place>({ page: 'inbox', target: null });
  const dispose = bridge.on('navigate', ({ page, notificationId }) =>
    store.set({ page, target: notificationId === undefined ? null : { id: notificationId, tried: [] } }),
  );

  return {
    get: store.get,
    subscribe: store.subscribe,
    dispose,
    go: (page) => store.set({ page, target: null }),
    missed(view) {
      const { page, target } = store.get();
      if (target === null) return null;
      const tried = [...target.tried, view];
      store.set({ page, target: { id: target.id, tried } });
      return (['inbox', 'archived'] as const).find((next) => !tried.includes(next)) ?? null;
    },
    arrived() {
      const { page, target } = store.get();
      if (target !== null) store.set({ page, target: null });
    },
  };
}
