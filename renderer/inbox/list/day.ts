import type { Listed } from '#server/inbox';
import type { Entry } from './group.ts';

/** The rows of the day that the entry at `index` is of, or below; `isWhole`: the next day is in the list, too. */
export function dayAt(
  entries: readonly Entry[],
  index: number,
): Readonly<{ items: readonly Listed[]; isWhole: boolean }> {
  const start = entries.slice(0, index + 1).findLastIndex(({ kind }) => kind === 'day');
  const next = entries.findIndex(({ kind }, at) => at > start && kind === 'day');
  const rows = entries.slice(start + 1, next < 0 ? undefined : next);
  return { items: rows.flatMap((entry) => (entry.kind === 'row' ? [entry.item] : [])), isWhole: next >= 0 };
}
