import type { ListPatch, ListState } from '#app/state';
import type { ActionRequest, Delta, View } from '#server/inbox';
import { PAGE_SIZE } from '#server/inbox';
import type { Notification } from '#server/notification';
import { cursorOf } from '#server/rules/order';
import type { BackendClient } from '../../electron/backend/client.ts';
import { firstPart, type List, patchOf } from './list.ts';
import { applyDelta, applyListPage, applySyncPage, EMPTY, type InboxState, type Outcome } from './reduce.ts';

/** One change of the inbox, of which tray, badge, delivery and window are views. */
export type InboxChange = Readonly<{
  state: InboxState;
  arrived: readonly Notification[];
  /** Unread ones that were known, as they are now. */
  updated: readonly Notification[];
  gone: readonly string[];
  /** Known ones that were deleted, as they were. */
  deleted: readonly Notification[];
  /** Another database: nothing known before means anything any more. */
  reset: boolean;
  /** `catch-up`: it had been missed while the channel was down. */
  origin: 'live' | 'catch-up';
}>;

export interface Inbox {
  state(): InboxState;
  /** Where to start from, when nothing is known from an earlier run. */
  begin(at: Position): void;
  /** The view as far as it is loaded, and fits into one answer; at least its first page. Rejects with a BackendError. */
  list(view: View): Promise<ListState>;
  more(view: View): Promise<void>;
  act(request: ActionRequest): Promise<void>;
  /** Hands out what has changed in the lists since it did last. */
  flush(): void;
  receive(delta: Delta): void;
  /** Asks for what was missed. One at a time; resolves when state and backend agree, or rejects. */
  sync(origin: InboxChange['origin']): Promise<void>;
}

export type Position = Readonly<{ epoch: string; revision: number }>;

/** The inbox as main knows it: the backend's numbers, and the loaded part of each view in use. */
export function createInbox(deps: {
  client: () => Pick<BackendClient, 'sync' | 'list' | 'act'>;
  /** Where this device stood when it last ran; null: it never did. */
  start: Position | null;
  onChange: (change: InboxChange) => void;
  /** Takes a reader of the list to where it is now. */
  onPatch: (patch: ListPatch) => void;
  /** A sync was asked for by the channel or an answer, and failed. */
  onSyncFailed: (error: unknown) => void;
}): Inbox {
  let state: InboxState = { ...EMPTY, ...deps.start, merged: deps.start?.revision ?? 0 };
  let running: Promise<void> | null = null;
  let again = false;
  let highestSeen = 0;
  const versions: Record<View, number> = { inbox: 0, unread: 0, archived: 0 };
  /** As their readers have them. */
  let handedOut: InboxState['lists'] = {};
  const loading = new Map<string, Promise<void>>();

  /** One patch for however many changes: a busy inbox has more of them than a screen has frames. */
  function flush(): void {
    const before = handedOut;
    handedOut = state.lists;
    for (const [view, after] of Object.entries(state.lists) as [View, List][]) {
      const old = before[view];
      const reloaded = { upserts: [], removals: [], more: after.floor !== null };
      const patch = old !== undefined ? patchOf(old, after) : versions[view] > 0 ? reloaded : null;
      if (patch === null) continue;
      versions[view] += 1;
      deps.onPatch({ view, version: versions[view], ...patch });
    }
  }

  /** A version that a reader has not seen makes it ask for the whole list again. */
  function withdraw(): void {
    for (const view of Object.keys(handedOut) as View[]) versions[view] += 1;
    handedOut = {};
  }

  function take(outcome: Outcome, origin: InboxChange['origin']): void {
    const before = state;
    if (outcome.state === before) return;
    state = outcome.state;
    const { arrived, updated, gone, deleted, reset } = outcome;
    if (reset) withdraw();
    deps.onChange({ state, arrived, updated, gone, deleted, reset, origin });
  }

  async function syncOnce(origin: InboxChange['origin']): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const { epoch, revision: since } = state;
      const page = await deps
        .client()
        .sync(epoch === null ? {} : { epoch, since, ...(after === undefined ? {} : { after }) });
      const views = Object.keys(state.lists) as View[];
      const outcome = applySyncPage(state, page);
      take(outcome, origin);
      if (outcome.reset) {
        highestSeen = 0;
        for (const view of views) await loadPage(view, null);
        after = undefined;
        // Deltas that came before the answer went with the old state.
        continue;
      }
      if (outcome.need === 'nothing' && page.next === null) return;
      after = outcome.need === 'nothing' ? (page.next ?? undefined) : undefined;
    }
  }

  async function syncUntilLevel(origin: InboxChange['origin']): Promise<void> {
    do {
      again = false;
      await syncOnce(origin);
    } while (again || highestSeen > state.revision);
  }

  function sync(origin: InboxChange['origin']): Promise<void> {
    if (running !== null) {
      again = true;
      return running;
    }
    running = syncUntilLevel(origin).finally(() => {
      running = null;
    });
    return running;
  }

  function syncIfNeeded(outcome: Outcome): void {
    if (outcome.need === 'sync') sync('live').catch(deps.onSyncFailed);
  }

  function receive(delta: Delta): void {
    const outcome = applyDelta(state, delta);
    if (outcome.need === 'sync' && delta.epoch === state.epoch) {
      highestSeen = Math.max(highestSeen, delta.revision);
    }
    take(outcome, 'live');
    syncIfNeeded(outcome);
  }

  async function loadPage(view: View, floor: List['floor']): Promise<void> {
    const below = floor === null ? {} : { cursor: cursorOf(floor) };
    for (;;) {
      const page = await deps.client().list({ view, limit: PAGE_SIZE, ...below });
      const outcome = applyListPage(state, view, floor, page);
      if (outcome.need === 'stale') continue;
      take(outcome, 'live');
      syncIfNeeded(outcome);
      return;
    }
  }

  function loadOnce(view: View, floor: List['floor']): Promise<void> {
    const key = `${view} ${floor === null ? '' : cursorOf(floor)}`;
    const pending = loading.get(key);
    if (pending !== undefined) return pending;
    const started = loadPage(view, floor).finally(() => loading.delete(key));
    loading.set(key, started);
    return started;
  }

  return {
    state: () => state,
    begin(at) {
      if (state.epoch === null) state = { ...EMPTY, ...at, merged: at.revision };
    },
    receive,
    sync,
    flush,
    async list(view) {
      for (;;) {
        const loaded = state.lists[view];
        if (loaded !== undefined) {
          flush();
          const list = firstPart(loaded);
          if (list !== loaded) {
            state = { ...state, lists: { ...state.lists, [view]: list } };
            handedOut = state.lists;
          }
          return { view, items: list.items, more: list.floor !== null, version: versions[view] };
        }
        if (running !== null || state.epoch === null) await (running ?? sync('catch-up'));
        await loadOnce(view, null);
      }
    },
    async more(view) {
      const floor = state.lists[view]?.floor;
      if (floor !== undefined && floor !== null) await loadOnce(view, floor);
      flush();
    },
    async act(request) {
      const delta = await deps.client().act(request);
      receive(delta);
      // Whoever waits for it expects to see what it did.
      if (delta.changed === null) await running?.catch(() => {});
      flush();
    },
  };
}
