import { filterKey, type ListFilter } from '#server/rules/list-filter';
import type { InboxClient } from '../../server/client/client.ts';
import { createListing, type Listing, type ListSnapshot, type Lists } from './list.ts';
import { createStore, type Readable } from './store.ts';

/** Results are refreshed no more often than this, in milliseconds. */
const REFRESH = 300;
/** All hits are counted once no other answer has come for this long, in milliseconds. */
const COUNT_AFTER = 200;

type SearchState = Readonly<{
  /** The field is shown. */
  open: boolean;
  /** Increases each time the user asks for the field, which then takes the focus. */
  round: number;
  /** The text in the field: a filter. */
  text: string;
  /** The source whose rows are shown; null: all. */
  source: string | null;
  /** The search looks into every view but the Bin, or else only into the view. */
  everywhere: boolean;
  /** A request for other rows is running. */
  busy: boolean;
}>;

export type ShownSnapshot = ListSnapshot &
  Readonly<{
    /** What narrows the rows; null: the whole view. */
    query: ListFilter | null;
    /** How many rows it finds in all; null: not known yet. `more`: more than that. */
    found: Readonly<{ rows: number; more: boolean }> | null;
  }>;

export interface Search extends Readable<SearchState> {
  /** The rows of the view, or those that the search finds. */
  readonly shown: Listing<ShownSnapshot>;
  open(): void;
  type(text: string): void;
  /** Where the search looks. */
  look(where: 'everywhere' | 'view'): void;
  /** Shows what this text finds, everywhere. */
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

/**
 * Narrows the view by a source, or finds what the words ask for. The old rows stay until the answer arrives. While somebody types,
 * one question is asked after the other, each as soon as the one before is answered.
 */
export function createSearch(client: InboxClient, lists: Lists): Search {
  let field = { open: false, round: 0, text: '', everywhere: true };
  let source: string | null = null;
  /** What is requested, and what is shown; null: the whole view. */
  let wanted: Narrowed | null = null;
  let answered: Narrowed | null = null;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let counting: ReturnType<typeof setTimeout> | undefined;
  /** The backend's number of hits, while more are there than are loaded. */
  let counted: Readonly<{ of: Narrowed; found: ShownSnapshot['found'] }> | null = null;

  const listing = (): Listing => answered ?? lists;
  const state = (): SearchState => ({ ...field, source, busy: wanted !== answered });
  const store = createStore(state());
  const shown = createStore(shownNow());

  function shownNow(): ShownSnapshot {
    const list = listing().get();
    const own = counted !== null && counted.of === answered ? counted.found : null;
    const found = list.items === null ? null : list.more ? own : { rows: list.items.length, more: false };
    return { ...list, query: answered?.query ?? null, found };
  }

  function query(): ListFilter | null {
    const q = field.text.trim();
    const { view } = lists.get();
    if (q === '') return source === null ? null : { view, source, q };
    return { view: field.everywhere ? null : view, source, q };
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

  /** Where all hits are loaded, they are the number. */
  function countSoon(): void {
    clearTimeout(counting);
    const of = answered;
    if (of === null || of.query.q === '' || !of.get().more) return;
    counting = setTimeout(() => {
      client.count(of.query).then(
        (found) => {
          counted = { of, found };
          if (of === answered) shown.set(shownNow());
        },
        // The list itself says what is wrong.
        () => {},
      );
    }, COUNT_AFTER);
  }

  function ask(): void {
    const next = query();
    if (next === null) {
      clearTimeout(counting);
      want(null);
      show(null);
    } else if (wanted === null || filterKey(wanted.query) !== filterKey(next)) {
      const narrowed: Narrowed = { ...createListing(client, next), query: next };
      want(narrowed);
      narrowed.subscribe(() => {
        const { items, error } = narrowed.get();
        if (wanted !== narrowed || (items === null && error === null)) return;
        const isFirst = answered !== narrowed;
        show(narrowed);
        store.set(state());
        // What was typed meanwhile.
        if (isFirst) {
          countSoon();
          ask();
        }
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
    field = { ...field, open: false, text: '', everywhere: true };
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
      field = { ...field, open: true, text, everywhere: true };
      ask();
    },
    type(text) {
      field = { ...field, text };
      if (wanted === answered || text.trim() === '') ask();
      else store.set(state());
    },
    look(where) {
      field = { ...field, everywhere: where === 'everywhere' };
      ask();
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
        void wanted?.reload().then(countSoon);
      }, REFRESH);
    },
  };
}
