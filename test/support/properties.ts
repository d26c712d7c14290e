/**
 * fast-check, as the tests get it (`test/vitest.config.ts`). `npm test` tries the same cases each time, so that it fails for a change
 * and not by chance; the runs of `npm run test:full` try others, and a failure prints its seed.
 */
import fc from 'fast-check';

const { BELFRY_TEST_FULL, BELFRY_TEST_DRIVER } = process.env;
if (BELFRY_TEST_FULL === undefined && BELFRY_TEST_DRIVER === undefined)
  fc.configureGlobal({ seed: 20_261_130 });

export * from 'fast-check';
export default fc;
