import type { Steps, Storage } from '../storage/storage.ts';

/** Takes the first free place from `from` on. Items of the same time keep the order in which they arrive. */
export type Places = (from: number) => number;

type Range = readonly [number, number];

/** Ranges that touch become one. */
function merged(ranges: readonly Range[]): Range[] {
  const whole: [number, number][] = [];
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (last !== undefined && start <= last[1] + 1) last[1] = Math.max(last[1], end);
    else whole.push([start, end]);
  }
  return whole;
}

/**
 * Loads which places are taken around these times, so that as many rows as there are times find a free one.
 * @param times in microseconds
 */
export function* loadPlaces(
  { notifications }: Pick<Storage, 'notifications'>,
  userId: number,
  times: readonly number[],
): Steps<Places> {
  const needed = times.length;
  const starts = [...new Set(times)];
  const windows = merged(starts.map((start) => [start, start + needed]));
  const taken = new Set(windows.length === 0 ? [] : yield* notifications.takenPlaces(userId, windows));
  /** From the start of a run of taken places to the first free one after it. */
  const behind = new Map<number, number>();

  for (const start of taken.size === 0 ? [] : starts) {
    let free = 0;
    let at = start;
    for (;;) {
      for (let place = at; place <= at + needed; place += 1) if (!taken.has(place)) free += 1;
      if (free >= needed) break;
      const end = at + needed + 1;
      at = yield* notifications.freePlace(userId, end);
      behind.set(end, at);
      for (const place of yield* notifications.takenPlaces(userId, [[at, at + needed]])) taken.add(place);
    }
  }

  const next = new Map<number, number>();
  return (from) => {
    let place = next.get(from) ?? from;
    for (;;) {
      const jump = behind.get(place);
      if (taken.has(place)) place += 1;
      else if (jump !== undefined && jump > place) place = jump;
      else break;
    }
    taken.add(place);
    next.set(from, place + 1);
    return place;
  };
}
