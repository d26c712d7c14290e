import type { Entry } from './group.ts';

/** How many sizes of rows outside the list may stay: they are needed again with their view. */
const OTHERS = 500;

/** The virtualizer remembers the height of every row that it ever measured. This drops those of rows in no list. */
export function forgetOthers(sizes: Map<unknown, number>, entries: readonly Entry[]): void {
  if (sizes.size <= entries.length + OTHERS) return;
  const keys = new Set<unknown>(entries.map(({ key }) => key));
  for (const key of sizes.keys()) if (!keys.has(key)) sizes.delete(key);
}
