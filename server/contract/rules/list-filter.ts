import { printFilter } from './filter/filter.ts';
import { belongs, type State, type View } from './state.ts';

/** Rows of a page of a list, and the most that a client may ask for. */
export const PAGE_SIZE = 50;
export const LONGEST_PAGE = 200;

/** What somebody wants to see of an inbox. */
export type ListFilter = Readonly<{
  /** null: everything but the Bin, or the Bin if `q` says so. Only with `q`. */
  view: View | null;
  /** null: all sources. */
  source: string | null;
  /** A filter (`rules/filter`); empty: everything. Only the backend can look for it. */
  q: string;
  /** Only the rows of this thread of `source`. */
  thread?: string;
}>;

export const ofView = (view: View): ListFilter & Readonly<{ view: View }> => ({ view, source: null, q: '' });

/** The same text for the same filter, and no other. */
export const filterKey = ({ view, source, q, thread }: ListFilter): string =>
  JSON.stringify([view, source, q, ...(thread === undefined ? [] : [thread])]);

/** Its words and its source as one filter, for actions, counts and saved filters. */
export const textOf = ({ source, q }: Pick<ListFilter, 'source' | 'q'>): string =>
  [q.trim(), source === null ? '' : printFilter([{ kind: 'source', id: source, not: false }])]
    .filter((part) => part !== '')
    .join(' ');

/** Whether a notification is what is wanted, but for its words. */
export const matches = (
  { view, source, thread }: ListFilter,
  item: State<unknown> & Readonly<{ source: string; group_key: string | null }>,
): boolean =>
  (view === null ? !belongs('bin', item) : belongs(view, item)) &&
  (source === null || item.source === source) &&
  (thread === undefined || item.group_key === thread);
