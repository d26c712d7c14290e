import type { Bridge } from '#app/ipc';
import type { Enrolment, Page, Navigation as Request } from '#app/state';
import type { View } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { Lists } from './list.ts';
import type { Place } from './place.ts';
import type { Search } from './search.ts';
import { createStore, type Readable } from './store.ts';

/** A notification that the list scrolls to. */
type Target = Readonly<{
  id: string;
  /** Views already searched for it. */
  tried: readonly View[];
  /** What has failed, for a click outside the window; null: there is nothing to say. */
  failed: Request['failed'];
  /** The action of its sender that has failed. */
  action: Request['action'];
  /** The beginning of an answer; undefined: the user does not want to answer. */
  composer: Request['composer'];
}>;

type State = Readonly<{
  page: Page;
  /** The page before this one, to which its arrow leads back. */
  from: Page;
  target: Target | null;
  /** Enrolments that fill forms for new Belfry servers; the last one is in front. They wait while another page is shown. */
  enrolments: readonly Enrolment[];
  /** Whether a test notification is wanted, and not yet begun. */
  walk: boolean;
}>;

export interface Navigation extends Readable<State> {
  go(page: Page): void;
  /** Shows this notification in the inbox. */
  find(id: string): void;
  /** The view does not have the target. Returns the next view to search; null: none is left. */
  missed(view: View): View | null;
  /** The target was found or given up. */
  arrived(): void;
  /** Its form is closed. */
  enrolled(enrolment: Enrolment): void;
  /** The wanted test notification begins. @returns whether one was wanted */
  takeWalk(): boolean;
  dispose(): void;
}

const isSame = (one: Enrolment, other: Enrolment): boolean =>
  one.server === other.server && one.code === other.code;

/** Where an id is, as far as the list knows. `older`: beyond what is loaded. */
export function locate(
  items: readonly Notification[],
  more: boolean,
  id: string,
): 'here' | 'older' | 'absent' {
  if (items.some((item) => item.id === id)) return 'here';
  const oldest = items.at(-1);
  return more && (oldest === undefined || id < oldest.id) ? 'older' : 'absent';
}

const targetOf = (
  id: string | null | undefined,
  { failed, action, composer }: Pick<Request, 'failed' | 'action' | 'composer'> = {},
): Target | null => (id === null || id === undefined ? null : { id, tried: [], failed, action, composer });

/** @param before where the window was when its page was last loaded */
export function createNavigation(bridge: Bridge, before: Place | null = null): Navigation {
  const store = createStore<State>({
    page: before?.page ?? 'inbox',
    from: 'inbox',
    target: targetOf(before?.row),
    enrolments: [],
    walk: false,
  });
  const without = (enrolment: Enrolment): readonly Enrolment[] =>
    store.get().enrolments.filter((each) => !isSame(each, enrolment));
  /** The page that is left for this one. */
  const leaving = (page: Page): Page => {
    const now = store.get();
    return page === now.page ? now.from : now.page;
  };
  const dispose = bridge.on('navigate', ({ page, notificationId, enroll, walk = false, ...request }) =>
    store.set({
      page,
      from: leaving(page),
      target: targetOf(notificationId, request),
      enrolments: enroll === undefined ? store.get().enrolments : [...without(enroll), enroll],
      walk,
    }),
  );

  return {
    get: store.get,
    subscribe: store.subscribe,
    dispose,
    go: (page) => store.set({ ...store.get(), page, from: leaving(page), target: null }),
    find: (id) => store.set({ ...store.get(), page: 'inbox', from: leaving('inbox'), target: targetOf(id) }),
    missed(view) {
      const place = store.get();
      const { target } = place;
      if (target === null) return null;
      const tried = [...target.tried, view];
      store.set({ ...place, target: { ...target, tried } });
      return (['inbox', 'done'] as const).find((next) => !tried.includes(next)) ?? null;
    },
    arrived() {
      const place = store.get();
      if (place.target !== null) store.set({ ...place, target: null });
    },
    takeWalk() {
      const place = store.get();
      if (place.walk) store.set({ ...place, walk: false });
      return place.walk;
    },
    enrolled: (enrolment) => store.set({ ...store.get(), enrolments: without(enrolment) }),
  };
}

/** Shows what the main process leads to: ends a search, and leaves what is done if it is shown instead. */
export function showViewsAsked(bridge: Bridge, lists: Lists, search: Search): () => void {
  return bridge.on('navigate', ({ page, view, notificationId }) => {
    if (page !== 'inbox' || notificationId !== undefined) return;
    const next = view ?? (lists.get().view === 'done' ? 'inbox' : null);
    if (next === null) return;
    search.clear();
    lists.show(next);
  });
}
