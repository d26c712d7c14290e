import { expect, test } from 'vitest';
import { longestPause, RETRY, type RetryProfile, retryPause } from '#server/rules/retry';

const PROFILES = Object.keys(RETRY) as RetryProfile[];

test.each(PROFILES)('%s: pauses grow to the longest, and stay there', (profile) => {
  const pauses = Array.from({ length: 40 }, (_, failures) => retryPause(profile, failures, 1));
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  expect(new Set(pauses).size).toBeGreaterThan(1);
  expect(pauses.at(-1)).toBe(longestPause(profile));
  expect(retryPause(profile, Number.MAX_SAFE_INTEGER, 1)).toBe(longestPause(profile));
});

test('those who wait for the same do not come back in step', () => {
  for (const profile of ['connection', 'refused', 'request', 'webhook', 'outbox'] as const) {
    expect(retryPause(profile, 3, 0)).toBeLessThan(0.7 * retryPause(profile, 3, 1));
  }
});
