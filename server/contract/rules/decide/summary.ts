/** What a summary says. */
import { newestFirst } from '../order.ts';
import type { Item } from './decision.ts';
import type { Parts } from './privacy.ts';
import { isUrgent, weightOf } from './urgent.ts';

const SENDERS = 3;
const TITLED = 3;

export type Summed<T> = Readonly<{
  /** null: not even the number may be shown. */
  count: number | null;
  /** Who has sent most, with how many of each. */
  senders: readonly Readonly<{ name: string; count: number }>[];
  /** How many are from others, or from those who may not be named. */
  fromOthers: number;
  urgent: number;
  /** Whose titles stand in it: the most urgent first, then the newest. */
  titled: readonly T[];
}>;

/** @param about what may be shown of one, and the name of its sender or source; null: it has none */
export function composeSummary<T extends Item>(
  items: readonly T[],
  about: Readonly<{ parts: (item: T) => Parts; nameOf: (item: T) => string | null }>,
): Summed<T> {
  const counts = new Map<string, number>();
  const titled: T[] = [];
  const moreImportant = (a: T, b: T): number => weightOf(b) - weightOf(a) || newestFirst(a, b);
  let isCounted = true;
  let urgent = 0;
  for (const item of items) {
    const parts = about.parts(item);
    isCounted &&= parts.count;
    if (isUrgent(item)) urgent += 1;
    const name = parts.sender ? about.nameOf(item) : null;
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (!parts.content) continue;
    titled.push(item);
    if (titled.length > TITLED) titled.sort(moreImportant).pop();
  }
  const senders = Array.from(counts, ([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, SENDERS);
  return {
    count: isCounted ? items.length : null,
    senders,
    fromOthers: items.length - senders.reduce((sum, { count }) => sum + count, 0),
    urgent: isCounted ? urgent : 0,
    titled: titled.sort(moreImportant),
  };
}
