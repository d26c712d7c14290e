/** When a source sends so much that it gets one growing toast. */

/** It is a storm from so many on, and none any more when they have drained away: one every two seconds. */
const MANY = 20;
const DRAINED_PER_SECOND = 0.5;
/** However many have come: what a source that has become slow takes to end its storm. */
const MOST = 40;
/** What comes after such a silence is no part of the storm, in milliseconds. */
const SILENCE = 5_000;

/** `level`: how many have not drained away at `at`, in milliseconds of a clock that nobody sets. */
export type Flow = Readonly<{ level: number; at: number; isStorm: boolean }>;

/** The flow of a source after so many more at this time. */
export function flowAfter(flow: Flow | undefined, count: number, at: number): Flow {
  const since = flow === undefined ? 0 : Math.max(0, at - flow.at);
  const isOver = flow?.isStorm === true && since > SILENCE;
  const drained = (since / 1_000) * DRAINED_PER_SECOND;
  const before = flow === undefined || isOver ? 0 : Math.max(0, flow.level - drained);
  const level = before + count;
  const goesOn = flow?.isStorm === true && !isOver && before > 0;
  return { level: Math.min(MOST, level), at, isStorm: goesOn || level > MANY };
}
