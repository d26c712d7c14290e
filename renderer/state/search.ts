import { filterKey, type ListFilter } from '#server/rules/list-filter';
import type { InboxClient } from '../../server/client/client.ts';
import { createListing, type Listing, type ListSnapshot, type Lists } from './list.ts';
import { createStore, type Readable } from './store.ts';

/** How long typing must rest before a search, in milliseconds. */
const REST = 120;
/** Results are refreshed no more often than this, in milliseconds. */
const REFRESH = 300;

type SearchState = Readonly<{
  /** The field is shown. */
  open: boolean;
  /** Increases each time the user asks for the field, which then takes the focus. */
  round: number;
  /** The text in the field. */
  text: string;
  /** The source whose rows are shown; null: all. */
  source: string | null;
  /** A request for other rows is running. */
  busy: boolean;
}>;

/** `query`: what narrows the rows; null: the whole view. */
export type ShownSnapshot = ListSnapshot & Readonly<{ query: ListFilter | null }>;

export interface Search extends Readable<SearchState> {
  /** The rows of the view, or those that the search finds. */
  readonly shown: Listing<ShownSnapshot>;
  open(): void;
  type(text: string): void;
  /** Shows what this text finds, at once. */
  show(text: string): void;
  /** Closes the field and drops its words; the chosen source stays. */
  close(): void;
  choose(source: string | null): void;
  /** Shows the whole view again. */
  clear(): void;
  /** The inbox has changed, so the search may find other rows. */
  refresh(): void;
}

type Narrowed = ReturnType<typeof createListing> & Readonly<{ query: ListFilter }>;

/** Narrows the view by words and by source. The old rows stay until the answer arrives. */
export function createSearch(client: InboxClient, lists: Lists): Search {
  let field = { open: false, round: 0, text: '' };
  let source: string | null = null;
  /** What is requested, and what is shown; null: the whole view. */
  let wanted: Narrowed | null = null;
  let answered: Narrowed | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let soon: ReturnType<typeof setTimeout> | undefined;

  const listing = (): Listing => answered ?? lists;
  const state = (): SearchState => ({ ...field, source, busy: wanted !== answered });
  const shownNow = (): ShownSnapshot => ({ ...listing().get(), query: answered?.query ?? null });
  const store = createStore(state());
  const shown = createStore(shownNow());

  function query(): ListFilter | null {
    const q = field.text.trim();
    return q === '' && source === null ? null : { view: lists.get().view, source, q };
  }

  /** The rows shown are out of date, but stay until the answer arrives. */
  function want(next: Narrowed | null): void {
    if (wanted !== answered) wanted?.close();
    wanted = next;
  }

  function show(next: Narrowed | null): void {
    if (answered !== next) answered?.close();
    answered = next;
    shown.set(shownNow());
  }

  function ask(): void {
    const next = query();
    if (next === null) {
      want(null);
      show(null);
    } else if (wanted === null || filterKey(wanted.query) !== filterKey(next)) {
      const narrowed: Narrowed = { ...createListing(client, next), query: next };
      want(narrowed);
      narrowed.subscribe(() => {
        const { items, error } = narrowed.get();
        if (wanted !== narrowed || (items === null && error === null)) return;
        show(narrowed);
        store.set(state());
      });
      void narrowed.reload();
    }
    store.set(state());
  }

  let { view } = lists.get();
  lists.subscribe(() => {
    const moved = lists.get().view !== view;
    view = lists.get().view;
    if (moved) ask();
    if (answered === null) shown.set(shownNow());
  });

  function close(): void {
    field = { ...field, open: false, text: '' };
    ask();
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    shown: {
      get: shown.get,
      subscribe: shown.subscribe,
      reload: () => listing().reload(),
      more: () => listing().more(),
    },
    open() {
      field = { ...field, open: true, round: field.round + 1 };
      store.set(state());
    },
    show(text) {
      clearTimeout(rest);
      field = { ...field, open: true, text };
      ask();
    },
    type(text) {
      field = { ...field, text };
      clearTimeout(rest);
      if (text.trim() === '') {
        ask();
        return;
      }
      rest = setTimeout(ask, REST);
      store.set(state());
    },
    close,
    choose(next) {
      source = next;
      ask();
    },
    clear() {
      source = null;
      close();
    },
    refresh() {
      if (wanted === null || wanted.query.q === '' || soon !== undefined) return;
      soon = setTimeout(() => {
        soon = undefined;
        void wanted?.reload();
      }, REFRESH);
    },
  };
}
