import type { Page } from '#app/state';
import { VIEWS, type View } from '#server/rules/state';

/** Where the window is: its page, the view of the inbox, and the row that is open there. */
export type Place = Readonly<{ page: Page; view: View; row: string | null }>;

export interface PlaceMemory {
  /** The place of the page loaded before in this window; null: there was none. */
  readonly before: Place | null;
  /** Remembers this from now on. */
  keep(part: Partial<Place>): void;
}

const KEY = 'belfry.place';
const PAGES: Readonly<Record<Page, true>> = {
  inbox: true,
  sources: true,
  settings: true,
  notifications: true,
  rules: true,
  keyboard: true,
};
const SHOWN: ReadonlySet<string> = new Set(VIEWS);

function parse(text: string | null): Place | null {
  const { page, view, row }: Partial<Place> = JSON.parse(text ?? '{}');
  if (page === undefined || view === undefined || !(page in PAGES) || !SHOWN.has(view)) return null;
  return { page, view, row: row ?? null };
}

/** @param storage of the window: it outlives the page and its renderer, and ends with the window */
export function createPlaceMemory(storage: Pick<Storage, 'getItem' | 'setItem'>): PlaceMemory {
  const before = parse(storage.getItem(KEY));
  let now: Place = before ?? { page: 'inbox', view: 'inbox', row: null };
  return {
    before,
    keep(part) {
      now = { ...now, ...part };
      storage.setItem(KEY, JSON.stringify(now));
    },
  };
}
