/** When a source sends so much that it gets one growing toast. */

/** It is a storm from so many on, and none any more when they have drained away: one every two seconds. */
const MANY = 20;
const DRAINED_PER_SECOND = 0.5;
/** A long storm ends no later than this many would. */
const MOST = 40;

/** `level`: how many have not drained away at `at`, in milliseconds of a clock that nobody sets. */
export type Flow = Readonly<{ level: number; at: number; isStorm: boolean }>;

/** The flow of a source after so many more at this time. */
export function flowAfter(flow: Flow | undefined, count: number, at: number): Flow {
  const seconds = flow === undefined ? 0 : Math.max(0, at - flow.at) / 1_000;
  const before = Math.max(0, (flow?.level ?? 0) - seconds * DRAINED_PER_SECOND);
  const level = before + count;
  return {
    level: Math.min(MOST, level),
    at,
    isStorm: (flow?.isStorm === true && before > 0) || level > MANY,
  };
}
