import type { Entry } from './group.ts';

/** So many sizes of rows that are not in the list may be known: they come back with the view that they are in. */
const OTHERS = 500;

/** The virtualizer remembers the height of each row that it has ever measured; too many that are in no list go. */
export function forgetOthers(sizes: Map<unknown, number>, entries: readonly Entry[]): void {
  if (sizes.size <= entries.length + OTHERS) return;
  const keys = new Set<unknown>(entries.map(({ key }) => key));
  for (const key of sizes.keys()) if (!keys.has(key)) sizes.delete(key);
}
