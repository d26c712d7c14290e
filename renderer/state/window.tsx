import { createContext, type ReactNode, use } from 'react';
import type { Bridge } from '#app/ipc';
import { type Actions, createActions } from './actions.ts';
import { createAttention, type Page } from './attention.ts';
import { createClock } from './clock.ts';
import { createLists, type Lists } from './list.ts';
import { createNavigation, type Navigation } from './navigation.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { createPresence, type Presence } from './presence.ts';
import { createReplies, type Replies } from './replies.ts';
import { createSight, type Sight } from './sight.ts';
import { createSources, type Sources } from './sources.ts';
import { createStatus, type Status } from './status.ts';
import type { Readable } from './store.ts';

interface WindowState {
  readonly status: Status;
  readonly lists: Lists;
  readonly sources: Sources;
  readonly overlay: Overlay;
  readonly actions: Actions;
  readonly navigation: Navigation;
  readonly replies: Replies;
  readonly presence: Readable<Presence>;
  readonly sight: Sight;
  readonly clock: Readable<number>;
}

/** What failed because there was no backend is asked for again once there is one. */
function reloadOnceOnline(status: Status, lists: Lists): void {
  let online = false;
  status.subscribe(() => {
    const before = online;
    online = status.get().status?.connection.status === 'online';
    if (online && !before && lists.get().error !== null) void lists.reload();
  });
}

/** Listens to the main process from now on, and asks it for the first picture. */
export function createWindowState(bridge: Bridge, page: Page): WindowState {
  const status = createStatus(bridge);
  const lists = createLists(bridge, 'inbox');
  const sources = createSources(bridge);
  const overlay = createOverlay();
  const navigation = createNavigation(bridge);
  const actions = createActions(bridge, lists, overlay, () => new Date());
  reloadOnceOnline(status, lists);
  void status.load();
  lists.show('inbox');
  void sources.load();
  return {
    ...{ status, lists, sources, overlay, actions, navigation },
    replies: createReplies(bridge),
    presence: createPresence(sources, () => new Date()),
    sight: createSight(bridge, createAttention(page)),
    clock: createClock(page),
  };
}

const Context = createContext<WindowState | null>(null);

export function WindowStateProvider(props: { readonly state: WindowState; readonly children: ReactNode }) {
  return <Context value={props.state}>{props.children}</Context>;
}

export function useWindowState(): WindowState {
  const state = use(Context);
  if (state === null) throw new Error('outside of WindowStateProvider');
  return state;
}
