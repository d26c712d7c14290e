import type { Cursor } from '#server/source';
import type { Gap } from './gap-row.ts';

/** Until when each channel was subscribed; outlives the app as the source's cursor. */
export type Known = Readonly<{
  /** In milliseconds since 1970; without channels that never were subscribed. */
  heard: ReadonlyMap<string, number>;
  /** The last gaps, which may still grow. */
  gaps: readonly Gap[];
}>;

const timeOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** A value of a cursor is text or a number, so structures are JSON. */
function parsed(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : null;
  } catch {
    return null;
  }
}

/** @param channels those of the source now: others are forgotten, and new ones have missed nothing */
export function knownOf(cursor: Cursor | null, channels: readonly string[]): Known {
  const heard = parsed(cursor?.heard);
  const gaps = parsed(cursor?.gaps);
  // The form of versions that had one time for all channels.
  const before = timeOf(cursor?.online_until);
  const from = timeOf(cursor?.gap_from);
  const until = timeOf(cursor?.gap_until);
  const known = (channel: string): number | null =>
    typeof heard === 'object' && heard !== null ? timeOf(Reflect.get(heard, channel)) : before;
  return {
    heard: new Map(
      channels.flatMap((channel) => {
        const time = known(channel);
        return time === null ? [] : [[channel, time] as const];
      }),
    ),
    gaps: Array.isArray(gaps)
      ? (gaps as readonly Gap[])
      : from === null || until === null
        ? []
        : [{ id: `gap:${from}`, revision: until, from, until, channels }],
  };
}

export const cursorOf = ({ heard, gaps }: Known): Cursor => ({
  heard: JSON.stringify(Object.fromEntries(heard)),
  gaps: JSON.stringify(gaps),
});
