/** Order and truth: whatever happens between two devices and two upstreams, all of them agree in the end. */
import './stage.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectTruth, play } from './play.ts';
import { type Story, story } from './story.ts';

/** `npm run test:full` plays some hundreds, `npm test` a few. A slow machine plays fewer in this time, in milliseconds. */
const ROUND =
  process.env.BELFRY_TEST_FULL === '1'
    ? { time: 900_000, parameters: { numRuns: 300 } }
    : { time: 12_000, parameters: { numRuns: 15 } };
const realNow = performance.now.bind(performance);

test('whatever is lost, doubled, late or reordered, whatever people, rules and clocks do, and whichever process ends, all agree in the end, and nothing is announced twice or after it is read', {
  timeout: 1_200_000,
}, async () => {
  const end = realNow() + ROUND.time;
  let played = 0;
  await fc.assert(
    fc.asyncProperty(story, async (one) => {
      if (realNow() > end) return;
      played += 1;
      await play(one, expectTruth);
    }),
    ROUND.parameters,
  );
  expect(played).toBeGreaterThan(0);
});

test('the same story ends in the same way, so that a failure can be looked into', async () => {
  const [one] = fc.sample(story, { numRuns: 1, seed: 1 });
  async function end(): Promise<string> {
    const all = await play(one as Story, async ({ devices, team }) => [
      devices.map((device) => device.toasts),
      await team.rows(),
      await Promise.all(devices.map((device) => device.rows())),
    ]);
    // Ids are random.
    return JSON.stringify(all).replaceAll(/[0-9a-f-]{20,}/g, 'id');
  }
  const first = await end();
  expect(first).toContain('Number 1.');
  expect(await end()).toBe(first);
});
