import type { Cursor } from '#server/source';
import type { Gap } from './gap-row.ts';

/** What is known of how long each channel was heard; outlives the program as a cursor. */
export type Known = Readonly<{
  /** Until when, in milliseconds since 1970; a channel that was never heard is not there. */
  heard: ReadonlyMap<string, number>;
  /** The last gaps, which may still grow. */
  gaps: readonly Gap[];
}>;

const timeOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** What an earlier run wrote; a cursor's values are texts and numbers. */
function parsed(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : null;
  } catch {
    return null;
  }
}

/** @param channels that the source has now: others are forgotten, and new ones have missed nothing */
export function knownOf(cursor: Cursor | null, channels: readonly string[]): Known {
  const heard = parsed(cursor?.heard);
  const gaps = parsed(cursor?.gaps);
  // As it was when a source had one time for all of its channels.
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
