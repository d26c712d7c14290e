/** When an emergency sounds: computed from its row alone, so that each device repeats it, also without a connection. */
import type { Emergency } from './content/parts.ts';

/** An emergency that insists. `insists_until`: ISO 8601. */
export type Insistent = Readonly<{ emergency: Emergency; insists_until: string }>;

/** So many emergencies of one source have a toast each; more are one. */
export const EMERGENCIES_APART = 3;

type Times = Readonly<{ start: number; every: number; until: number }>;

function timesOf({ emergency: { retry, expire }, insists_until }: Insistent): Times {
  const until = Date.parse(insists_until);
  return { start: until - expire * 1_000, every: retry * 1_000, until };
}

/**
 * When emergencies that sound together do so next after `after`, in milliseconds since 1970: as often as the most frequent of them, until
 * the last is over; null: never again. Their arrival, which is the first sounding, is not one of these.
 */
export function nextSounding(together: readonly Insistent[], after: number): number | null {
  const times = together.map(timesOf);
  const leading = times.toSorted((a, b) => a.every - b.every || a.start - b.start)[0];
  if (leading === undefined) return null;
  const { start, every } = leading;
  const until = Math.max(...times.map((one) => one.until));
  const period = Math.floor((after - start) / every) + 1;
  // A clock that is a little behind the server's; one that somebody has set back says nothing of when it arrived.
  const next = start + (period === 0 ? 1 : period) * every;
  return next < until ? next : null;
}

/** What sounds together: each by itself, but all of a source that has more than a few. */
export function soundTogether<T extends Readonly<{ source: string }>>(
  open: readonly T[],
): readonly (readonly T[])[] {
  const ofSource = new Map<string, T[]>();
  for (const item of open) {
    const others = ofSource.get(item.source);
    if (others === undefined) ofSource.set(item.source, [item]);
    else others.push(item);
  }
  return [...ofSource.values()].flatMap((items) =>
    items.length > EMERGENCIES_APART ? [items] : items.map((item) => [item]),
  );
}
