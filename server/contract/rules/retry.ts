/** How long to wait after a failure: the one back-off, with a profile for each kind of work. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** `pauses` in milliseconds, one for each failure in a row; the last one repeats. A pause is drawn between the two shares of it. */
type Profile = Readonly<{ pauses: readonly number[]; between: readonly [number, number] }>;

function doubling(first: number, longest: number): number[] {
  const pauses: number[] = [];
  for (let pause = first; pause < longest; pause *= 2) pauses.push(pause);
  return [...pauses, longest];
}

/** For work that many clients retry at once: spread widely, so that they do not come back in step. */
const APART = [0.5, 1] as const;
const EXACT = [1, 1] as const;

export const RETRY = {
  /** A lost socket to a server. */
  connection: { pauses: doubling(2 * SECOND, 15 * SECOND), between: APART },
  /** A server whose refusal will most likely stay. */
  refused: { pauses: doubling(10 * MINUTE, 60 * MINUTE), between: APART },
  /** A refusal that mostly only the user can resolve; but a deployment refuses for a moment too. */
  needs_user: { pauses: [10 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE], between: [0.75, 1.25] },
  /** A request to another server. */
  request: { pauses: doubling(2 * SECOND, 60 * SECOND), between: APART },
  /** A request to the backend on this computer. */
  backend: { pauses: [200, SECOND, 3 * SECOND, 10 * SECOND], between: EXACT },
  /** A restart of the backend's process. */
  process: { pauses: [200, SECOND, 3 * SECOND, 10 * SECOND, 30 * SECOND], between: EXACT },
  /** A connection to the session's message bus. */
  bus: { pauses: doubling(SECOND, 30 * SECOND), between: EXACT },
  /** An outbox entry for a source. */
  outbox: { pauses: doubling(SECOND, 5 * MINUTE), between: [0, 1] },
  /** Something that is due at its time, in the database that others may use too. */
  wakeup: { pauses: doubling(SECOND, MINUTE), between: APART },
  webhook: { pauses: doubling(SECOND, MINUTE), between: [0.75, 1.25] },
} as const satisfies Record<string, Profile>;

export type RetryProfile = keyof typeof RETRY;

const pauseOf = (profile: RetryProfile, failures: number): number => {
  const { pauses } = RETRY[profile];
  return pauses[Math.min(failures, pauses.length - 1)] ?? 0;
};

/**
 * @param failures how many failed in a row before this one
 * @param random 0 to 1
 * @returns milliseconds
 */
export function retryPause(profile: RetryProfile, failures: number, random: number): number {
  const [least, most] = RETRY[profile].between;
  return Math.round(pauseOf(profile, failures) * (least + random * (most - least)));
}

/** The longest pause of this profile, in milliseconds. */
export const longestPause = (profile: RetryProfile): number =>
  pauseOf(profile, Number.POSITIVE_INFINITY) * RETRY[profile].between[1];
