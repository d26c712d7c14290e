import { belongs, type State, type View } from './state.ts';

/** What somebody wants to see of an inbox. */
export type ListFilter = Readonly<{
  view: View;
  /** null: all sources. */
  source: string | null;
  /** Beginnings of words of title or message, all of which are there; empty: any. Only the backend can look for them. */
  q: string;
}>;

export const ofView = (view: View): ListFilter => ({ view, source: null, q: '' });

/** The same text for the same filter, and no other. */
export const filterKey = ({ view, source, q }: ListFilter): string => JSON.stringify([view, source, q]);

/** Whether a notification is what is wanted, but for its words. */
export const matches = (
  { view, source }: ListFilter,
  item: State<unknown> & Readonly<{ source: string }>,
): boolean => belongs(view, item) && (source === null || item.source === source);
