import type { HousekeepingRepository } from '../due-ports.ts';
import { fieldOf, writtenRowOf } from '../statement-step.ts';
import { steps } from '../step.ts';

/** ?1 of `claim` is now, ?2 the next time, ?3 that as text. */
export type HousekeepingStatements = Readonly<Record<'nextAt' | 'claim', string>>;

export const createHousekeepingRepository = (sql: HousekeepingStatements): HousekeepingRepository => ({
  nextAt: () => fieldOf<number, number>('housekeeping.nextAt', sql.nextAt, [], 0),
  claim: steps('housekeeping.claim', function* (now, next) {
    const claimed = yield* writtenRowOf('housekeeping.claim', sql.claim, [now, next, String(next)]);
    return claimed !== undefined;
  }),
});
