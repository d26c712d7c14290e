/** In milliseconds: mostly only its user can help, but a deployment refuses for a moment, too. */
const PAUSES = [10_000, 30_000, 2 * 60_000, 5 * 60_000] as const;

/**
 * How long to wait after a refusal that needs its user, in milliseconds.
 * @param refusals so many in a row before this one
 * @param random 0 to 1
 */
export const patientPause = (refusals: number, random: number): number =>
  (PAUSES[refusals] ?? PAUSES[3]) * (0.75 + random / 2);
