/** Finding notifications: the field with what it offers, what it has understood, the hits' marks, and the choice of a source. */
export { Marked, MarkedWords } from './Marked.tsx';
export { FromEverywhere, RowWhere } from './RowWhere.tsx';
export { SearchField } from './SearchField.tsx';
export { SearchStrip } from './SearchStrip.tsx';
export { SourceFilter } from './SourceFilter.tsx';
export { useSearchKeys } from './use-search-keys.ts';
