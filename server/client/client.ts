import type { Delta } from '#server/inbox';
import { filterKey, type ListFilter, textOf } from '#server/rules/list-filter';
import type { InboxChange, InboxClient, Position } from './inbox-client.ts';
import type { List } from './list.ts';
import {
  applyDelta,
  applyListPage,
  applySyncPage,
  EMPTY,
  type InboxState,
  listOf,
  type Outcome,
} from './reduce.ts';
import type { Rows } from './rows.ts';
import { createSearch, pageQuery } from './search.ts';
import { createStore } from './store.ts';
import { createThreads } from './threads.ts';
import type { Transport } from './transport.ts';

export type { InboxChange, InboxClient, Position } from './inbox-client.ts';
export { type List, latest } from './list.ts';
export {
  createOverlay,
  type Failed,
  failureOn,
  leaves,
  type Overlay,
  type Pendings,
  project,
} from './overlay.ts';
export { type InboxState, listOf } from './reduce.ts';
export type { Rows } from './rows.ts';
export { createStore, type Readable, type Store } from './store.ts';
export type { Transport } from './transport.ts';

/** An inbox at the other end of a transport: the backend's numbers, and the loaded part of each list in use. */
export function createInboxClient(deps: {
  transport: Transport;
  /** Where this device stood when it last ran; null: it never did. */
  start: Position | null;
  onChange: (change: InboxChange) => void;
  /** A sync was asked for by a push or an answer, and failed. */
  onSyncFailed: (error: unknown) => void;
}): InboxClient {
  const { transport } = deps;
  const store = createStore<InboxState>({ ...EMPTY, ...deps.start, merged: deps.start?.revision ?? 0 });
  let running: Promise<void> | null = null;
  let again = false;
  let failed = false;
  /** Something was pushed before the first page was loaded. */
  let heard = false;
  let highestSeen = 0;
  /** What is to be held, by its key; `users`: how many have asked for it and not closed it. */
  const wanted = new Map<string, { readonly filter: ListFilter; users: number; loaded: boolean }>();
  const loading = new Map<string, Promise<void>>();

  const held = (filter: ListFilter): List | undefined => listOf(store.get(), filter);
  const isWanted = (filter: ListFilter): boolean => wanted.has(filterKey(filter));

  function take(outcome: Outcome, origin: InboxChange['origin']): void {
    const { need, ...change } = outcome;
    if (outcome.state === store.get()) return;
    store.set(outcome.state);
    deps.onChange({ ...change, origin });
  }

  async function syncOnce(origin: InboxChange['origin']): Promise<void> {
    let after: string | undefined;
    heard = false;
    for (;;) {
      const { epoch, revision: since } = store.get();
      const page = await transport.sync(
        epoch === null ? {} : { epoch, since, ...(after === undefined ? {} : { after }) },
      );
      const outcome = applySyncPage(store.get(), page);
      take(outcome, origin);
      if (outcome.reset) highestSeen = 0;
      // After a reset once more: deltas that came before the answer went with the old state.
      else if (outcome.need === 'nothing' && page.next === null) return;
      after = outcome.need === 'nothing' ? (page.next ?? undefined) : undefined;
    }
  }

  async function syncUntilLevel(origin: InboxChange['origin']): Promise<void> {
    do {
      again = false;
      await syncOnce(origin);
      // The lists that a reset has emptied.
      for (const { filter, loaded } of wanted.values()) {
        if (loaded && held(filter) === undefined) await loadPage(filter, null);
      }
    } while (again || highestSeen > store.get().revision);
  }

  function setSyncing(syncing: boolean, hasFailed: boolean): void {
    failed = hasFailed;
    store.set({ ...store.get(), syncing });
  }

  function sync(origin: InboxChange['origin']): Promise<void> {
    if (running !== null) {
      again = true;
      return running;
    }
    setSyncing(true, false);
    running = syncUntilLevel(origin).then(
      () => {
        running = null;
        setSyncing(false, false);
      },
      (error) => {
        running = null;
        setSyncing(false, true);
        throw error;
      },
    );
    return running;
  }

  function syncSoon(): void {
    sync('live').catch(deps.onSyncFailed);
  }

  /** Whether this copy is still empty: what is being loaded may be older than what was pushed. */
  function isEarly(): boolean {
    const early = store.get().epoch === null && running === null;
    heard ||= early;
    return early;
  }

  function receive(delta: Delta, since?: number): void {
    if (isEarly()) return;
    const outcome = applyDelta(store.get(), delta, since);
    if (outcome.need === 'sync' && delta.epoch === store.get().epoch) {
      highestSeen = Math.max(highestSeen, delta.revision);
    }
    take(outcome, 'live');
    if (outcome.need === 'sync') syncSoon();
  }

  async function loadPage(filter: ListFilter, floor: List['floor']): Promise<void> {
    for (;;) {
      const page = await transport.list(pageQuery(filter, floor));
      const entry = wanted.get(filterKey(filter));
      if (entry === undefined) return;
      const outcome = applyListPage(store.get(), filter, floor, page);
      if (outcome.need === 'stale') continue;
      take(outcome, 'live');
      entry.loaded ||= held(filter) !== undefined;
      if (outcome.need === 'sync' || heard) syncSoon();
      return;
    }
  }

  function loadOnce(filter: ListFilter, floor: List['floor']): Promise<void> {
    const key = JSON.stringify(pageQuery(filter, floor));
    const pending = loading.get(key);
    if (pending !== undefined) return pending;
    const started = loadPage(filter, floor).finally(() => loading.delete(key));
    loading.set(key, started);
    return started;
  }

  async function load(filter: ListFilter): Promise<void> {
    do {
      if (running !== null || failed) await (running ?? sync('live'));
      if (held(filter) === undefined) await loadOnce(filter, null);
      // The page may have been of another database.
    } while (isWanted(filter) && held(filter) === undefined);
  }

  function open(filter: ListFilter): Rows {
    const key = filterKey(filter);
    const entry = wanted.get(key) ?? { filter, users: 0, loaded: false };
    wanted.set(key, entry);
    entry.users += 1;
    return {
      filter,
      get: () => held(filter) ?? null,
      subscribe: store.subscribe,
      load: () => load(filter),
      async more() {
        const floor = held(filter)?.floor ?? null;
        if (floor !== null) await loadOnce(filter, floor);
      },
      close() {
        entry.users -= 1;
        if (entry.users > 0) return;
        wanted.delete(key);
        const lists = new Map(store.get().lists);
        if (lists.delete(key)) store.set({ ...store.get(), lists });
      },
    };
  }

  /** Somebody who waits for an answer expects to see what was done. */
  async function applied<T extends Readonly<{ delta: Delta }>>(asked: Promise<T>): Promise<T> {
    const answer = await asked;
    receive(answer.delta);
    if (answer.delta.changed === null) await running?.catch(() => {});
    return answer;
  }

  return {
    state: store.get,
    subscribe: store.subscribe,
    begin(at) {
      if (store.get().epoch === null) store.set({ ...EMPTY, ...at, merged: at.revision });
    },
    receive,
    behind() {
      if (!isEarly()) syncSoon();
    },
    sync,
    recover() {
      if (failed) syncSoon();
    },
    rows: (filter) => (filter.q === '' ? open(filter) : createSearch(transport.list, filter)),
    threads: (filter) => createThreads(transport.list, store, filter),
    async count({ view, source, q }) {
      const text = textOf({ source, q });
      const { rows, unread, more } = await transport.count({
        ...(view === null ? {} : { view }),
        ...(text === '' ? {} : { q: text }),
      });
      return { rows, unread, more };
    },
    act: (request) => applied(transport.act(request)),
    undo: (batch) => applied(transport.undo(batch)),
    async undoLast() {
      const batch = (await transport.batches()).find(({ undone_at }) => undone_at === null);
      return batch === undefined ? null : { batch, ...(await applied(transport.undo(batch.id))) };
    },
    batches: () => transport.batches(),
  };
}
