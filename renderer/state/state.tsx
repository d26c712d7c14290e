import { createContext, type ReactNode, use } from 'react';
import type { Bridge } from '#app/ipc';
import type { Failure } from '#app/result';
import type { Region } from '#app/rules/region';
import type { RowCommandId } from '#server/rules/commands';
import { LOCAL } from '#server/rules/content';
import { createOverlay, type InboxClient, type Overlay } from '../../server/client/client.ts';
import { createDispatcher, type Dispatcher, DispatcherContext } from '../commands/commands.ts';
import { type Actions, createActions } from './actions.ts';
import { createClock } from './clock.ts';
import { createDirtyForms, type DirtyForms } from './dirty-forms.ts';
import { createSavedFilters, type SavedFilters } from './filters.ts';
import { createInbox } from './inbox.ts';
import { createChosenKeymap } from './keymap.ts';
import { createLists, type Listing, type Lists } from './list.ts';
import { createNavigation, type Navigation, showViewsAsked } from './navigation.ts';
import { createPageFocus, type Page } from './page-focus.ts';
import { createPlaceMemory, type PlaceMemory } from './place.ts';
import { createPresence, type Presence } from './presence.ts';
import { createPresses, type Presses } from './presses.ts';
import { createRecent, type Recent } from './recent.ts';
import { createRegion } from './region.ts';
import { createReplies, type Replies } from './replies.ts';
import { createRules, createRuleTasks, type Rules, type RuleTasks } from './rules/rules.ts';
import { createSearch, type Search } from './search.ts';
import { createSeenReporter, type SeenReporter } from './seen.ts';
import { createSelection, type Selection } from './selection.ts';
import { createSettingsChanges, type SettingsChanges } from './settings.ts';
import { createSnoozing, type Snoozing } from './snooze.ts';
import { createSources, type Sources } from './sources.ts';
import { createStatus, type Status } from './status.ts';
import { createStore, type Readable, type Store } from './store.ts';
import { createThreads, type Threads } from './threads.ts';
import { createViewCounts, type ViewCounts } from './view-counts.ts';

export {
  type ConnectionTest,
  createConnectionTest,
  summaryOf,
  type TestState,
  type TestSummary,
} from './connection-test.ts';
export { locate } from './navigation.ts';
export type { Did, Notice } from './notice.ts';
export { type Absent, othersIn, type Presence, type Present, type Room } from './presence.ts';
export { type Begun, canSend, type Draft, type ReplyState, replyState } from './replies.ts';
export type { OpenRule } from './rules/rules.ts';
export { type SnoozeTime, zoneHere } from './snooze.ts';
export { useStore } from './store.ts';

/** All commands, or their keys. */
type Panel = 'palette' | 'keys';

interface WindowState {
  readonly commands: Dispatcher;
  /** What lies over the window. */
  readonly panel: Store<Panel | null>;
  /** The commands used last from the palette. */
  readonly recent: Recent;
  readonly status: Status;
  readonly lists: Lists;
  readonly search: Search;
  readonly threads: Threads;
  readonly savedFilters: SavedFilters;
  readonly viewCounts: ViewCounts;
  /** The rows that are acted on together. */
  readonly selection: Selection;
  /** What times to snooze until are offered for. */
  readonly snoozing: Snoozing;
  readonly sources: Sources;
  readonly overlay: Overlay<RowCommandId, Failure>;
  readonly actions: Actions;
  readonly settings: SettingsChanges;
  readonly navigation: Navigation;
  readonly place: PlaceMemory;
  readonly dirtyForms: DirtyForms;
  readonly rules: Rules;
  readonly ruleTasks: RuleTasks;
  /** Editors of rules with unsaved text. */
  readonly dirtyRules: DirtyForms;
  readonly replies: Replies;
  /** What senders offer. */
  readonly presses: Presses;
  readonly presence: Readable<Presence>;
  readonly seen: SeenReporter;
  /** Id of the row that the user has gone to, which the reading pane shows; null: none. */
  readonly cursor: Readable<string | null> & Readonly<{ set(id: string | null): void }>;
  readonly clock: Readable<number>;
  readonly region: Readable<Region>;
}

/** Repeats requests that failed without a backend, once there is one. */
function recoverOnceOnline(
  status: Status,
  inbox: InboxClient,
  rules: Rules,
  others: readonly Readonly<{ recover(): void }>[],
  listings: readonly Listing[],
): void {
  let online = false;
  status.subscribe(() => {
    const before = online;
    online = status.get().status?.connection.status === 'online';
    if (!online || before) return;
    inbox.recover();
    rules.recover();
    for (const other of others) other.recover();
    for (const listing of listings) if (listing.get().error !== null) void listing.reload();
  });
}

/** Keeps the search level with the inbox's revision. */
function refreshSearch(inbox: InboxClient, search: Search): void {
  let { revision } = inbox.state();
  inbox.subscribe(() => {
    const before = revision;
    revision = inbox.state().revision;
    if (revision !== before) search.refresh();
  });
}

/** A removed source must not hide all other rows. */
function leaveRemovedSource(sources: Sources, search: Search): void {
  sources.subscribe(() => {
    const { source } = search.get();
    const known = sources.get()?.sources.map(({ definition }) => definition.id);
    if (source === null || known === undefined) return;
    if (source === LOCAL ? known.length === 0 : !known.includes(source)) search.choose(null);
  });
}

/** Subscribes to the main process, and requests the first state. */
export function createWindowState(
  bridge: Bridge,
  page: Page,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): WindowState {
  const status = createStatus(bridge);
  const place = createPlaceMemory(storage);
  const { view = 'inbox' } = place.before ?? {};
  const inbox = createInbox(bridge);
  const lists = createLists(inbox, view);
  const sources = createSources(bridge);
  const overlay = createOverlay<RowCommandId, Failure>();
  const navigation = createNavigation(bridge, place.before);
  const search = createSearch(inbox, lists);
  const { shown } = search;
  const actions = createActions({ bridge, inbox, shown, overlay, now: () => new Date() });
  const region = createRegion(status);
  const rules = createRules(bridge, inbox);
  const dirtyRules = createDirtyForms();
  const savedFilters = createSavedFilters(bridge, () => crypto.randomUUID());
  const viewCounts = createViewCounts(inbox);
  recoverOnceOnline(status, inbox, rules, [savedFilters, viewCounts], [lists, shown]);
  refreshSearch(inbox, search);
  leaveRemovedSource(sources, search);
  showViewsAsked(bridge, lists, search);
  navigation.subscribe(() => place.keep({ page: navigation.get().page }));
  lists.subscribe(() => place.keep({ view: lists.get().view }));
  const panel = createStore<Panel | null>(null);
  bridge.on('navigate', ({ palette }) => panel.set(palette ? 'palette' : null));
  void status.load();
  lists.show(view);
  void sources.load();
  void savedFilters.load();
  return {
    commands: createDispatcher(page.defaultView ?? new EventTarget(), createChosenKeymap(status)),
    ...{ panel, recent: createRecent(storage) },
    ...{ savedFilters, viewCounts, selection: createSelection(), snoozing: createSnoozing() },
    ...{ status, lists, search, sources, overlay, actions, navigation, place },
    threads: createThreads(inbox, shown),
    dirtyForms: createDirtyForms(),
    settings: createSettingsChanges(bridge, status),
    ...{ rules, dirtyRules, ruleTasks: createRuleTasks(bridge, dirtyRules) },
    replies: createReplies(bridge, shown),
    presses: createPresses(bridge),
    presence: createPresence(sources, () => new Date()),
    seen: createSeenReporter(bridge, createPageFocus(page)),
    cursor: createStore<string | null>(null),
    clock: createClock(page),
    region,
  };
}

const Context = createContext<WindowState | null>(null);

export function WindowStateProvider(props: { readonly state: WindowState; readonly children: ReactNode }) {
  return (
    <Context value={props.state}>
      <DispatcherContext value={props.state.commands}>{props.children}</DispatcherContext>
    </Context>
  );
}

export function useWindowState(): WindowState {
  const state = use(Context);
  if (state === null) throw new Error('outside of WindowStateProvider');
  return state;
}
