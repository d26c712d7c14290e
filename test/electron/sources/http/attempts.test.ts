import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inTheirWords } from '../../../../electron/sources/detail.ts';
import { AnswerError } from '../../../../electron/sources/http/api.ts';
import { createAttempts } from '../../../../electron/sources/http/attempts.ts';
import { TroubleError } from '../../../../electron/sources/trouble.ts';

const MINUTE = 60_000;
const NO_WORDS = { message: null, code: null, details: undefined };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(random = 0) {
  let failure: unknown = null;
  let runs = 0;
  let hold: (() => void) | null = null;
  const pauses: number[] = [];
  const attempts = createAttempts({
    async job() {
      runs += 1;
      await new Promise<void>((resolve) => {
        if (hold === null) resolve();
        else hold = resolve;
      });
      if (failure !== null) throw failure;
    },
    onFailed: (_error, retryAt) => pauses.push(retryAt.getTime() - Date.now()),
    random: () => random,
    now: () => new Date(),
  });
  return {
    attempts,
    pauses,
    runs: () => runs,
    fail(error: unknown) {
      failure = error;
    },
    async slowly(meanwhile: () => void) {
      hold = () => {};
      attempts.ask();
      meanwhile();
      const release = hold;
      hold = null;
      release();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('a job', () => {
  test('runs one at a time, and once more if it was asked for meanwhile', async () => {
    const { attempts, runs, slowly } = setUp();
    await slowly(() => {
      attempts.ask();
      attempts.hurry();
      attempts.ask();
      expect(runs()).toBe(1);
    });
    expect(runs()).toBe(2);
  });

  test.each([
    [0, [1_000, 2_000, 4_000]],
    [1, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
  ])('that fails is tried again after pauses that grow, at %d of chance', async (random, expected) => {
    const { attempts, pauses, fail } = setUp(random);
    fail(new TroubleError('server_error', inTheirWords('')));
    attempts.ask();
    await settle();
    while (pauses.length < expected.length) await settle(pauses.at(-1));
    expect(pauses).toEqual(expected);
  });

  test('that succeeded begins with short pauses again', async () => {
    const { attempts, pauses, fail } = setUp(0.5);
    fail(new TroubleError('server_error', inTheirWords('')));
    attempts.ask();
    await settle(10_000);
    fail(null);
    await settle(MINUTE);
    const { length } = pauses;
    fail(new TroubleError('server_error', inTheirWords('')));
    attempts.ask();
    await settle();
    expect(pauses[length]).toBe(pauses[0]);
  });

  test('waits longer and longer where only its user can help: a deployment refuses for a moment, too', async () => {
    const { attempts, pauses, fail } = setUp();
    fail(new TroubleError('signed_out', inTheirWords('')));
    attempts.ask();
    await settle();
    for (let count = 0; count < 4; count += 1) await settle(pauses.at(-1));
    const [first = 0, second = 0, third = 0, last = 0, again = 0] = pauses;
    expect([first < 15_000, second < MINUTE, third < 3 * MINUTE]).toEqual([true, true, true]);
    expect(first).toBeLessThan(second);
    expect(second).toBeLessThan(third);
    expect(last).toBeGreaterThan(3 * MINUTE);
    expect(again).toBe(last);
  });

  test('is refused for the first time after an outage, however long that was', async () => {
    const { attempts, pauses, fail } = setUp();
    fail(new TroubleError('unreachable', inTheirWords('')));
    attempts.ask();
    await settle(MINUTE);
    expect(pauses.length).toBeGreaterThan(5);
    fail(new TroubleError('signed_out', inTheirWords('')));
    await settle(1_000);
    expect(pauses.at(-1)).toBe(7_500);
    fail(new TroubleError('unreachable', inTheirWords('')));
    await settle(7_500);
    expect(pauses.at(-1)).toBe(1_000);
  });

  test('is refused once, though many requests meet it at the same time', async () => {
    const { attempts, pauses, fail, runs, slowly } = setUp();
    const refusal = new TroubleError('signed_out', inTheirWords(''));
    fail(refusal);
    await slowly(() => {
      for (let count = 0; count < 4; count += 1) attempts.fail(refusal);
    });
    attempts.fail(refusal);
    expect(new Set(pauses)).toEqual(new Set([7_500]));
    await settle(7_499);
    expect(runs()).toBe(1);
    await settle(1);
    expect([runs(), pauses.at(-1)]).toEqual([2, 22_500]);
  });
});

describe('in a pause', () => {
  test('asking waits, hurrying does not', async () => {
    const { attempts, runs, fail } = setUp();
    fail(new TroubleError('signed_out', inTheirWords('')));
    attempts.ask();
    await settle();
    attempts.ask();
    await settle();
    expect(runs()).toBe(1);
    attempts.hurry();
    await settle();
    expect(runs()).toBe(2);
  });

  test('that the other side asked for, hurrying waits too', async () => {
    const { attempts, runs, fail, pauses } = setUp();
    fail(new AnswerError('rate_limited', { status: 429, afterMs: 10 * MINUTE }, NO_WORDS));
    attempts.ask();
    await settle();
    expect(pauses).toEqual([10 * MINUTE]);
    fail(null);
    await settle(9 * MINUTE);
    attempts.hurry();
    await settle();
    expect(runs()).toBe(1);
    await settle(MINUTE);
    expect(runs()).toBe(2);
  });

  test('never longer than it asked for, though the clock is set back meanwhile', async () => {
    const { attempts, runs, fail, pauses } = setUp();
    fail(new AnswerError('rate_limited', { status: 429, afterMs: 10 * MINUTE }, NO_WORDS));
    attempts.ask();
    await settle();
    fail(new TroubleError('server_error', inTheirWords('')));
    vi.setSystemTime(Date.now() - 120 * MINUTE);
    attempts.hurry();
    await settle(5 * MINUTE);
    attempts.hurry();
    await settle(5 * MINUTE);
    expect(runs()).toBe(2);
    expect(pauses.at(-1)).toBeLessThanOrEqual(10 * MINUTE);
  });

  test('is an hour at most, whatever the other side asked for', async () => {
    const { attempts, runs, fail, pauses } = setUp();
    fail(new AnswerError('rate_limited', { status: 429, afterMs: 24 * 60 * MINUTE }, NO_WORDS));
    attempts.ask();
    await settle();
    expect(pauses).toEqual([60 * MINUTE]);
    await settle(60 * MINUTE);
    expect(runs()).toBe(2);
  });

  test('nothing comes after the end', async () => {
    const { attempts, runs, fail, pauses } = setUp();
    fail(new TroubleError('server_error', inTheirWords('')));
    attempts.ask();
    await settle();
    attempts.dispose();
    attempts.ask();
    attempts.hurry();
    attempts.fail(new TroubleError('signed_out', inTheirWords('')));
    await settle(10 * MINUTE);
    expect([runs(), pauses.length]).toEqual([1, 1]);
  });
});

test('a failure that was found out elsewhere starts a pause, which ends in a run', async () => {
  const { attempts, runs, pauses, slowly } = setUp();
  attempts.fail(new TroubleError('signed_out', inTheirWords('')));
  expect(pauses).toEqual([7_500]);
  await settle(7_500);
  expect(runs()).toBe(1);
  await slowly(() => attempts.fail(new TroubleError('server_error', inTheirWords(''))));
  expect(runs()).toBe(2);
  await settle(MINUTE);
  expect(runs()).toBe(3);
});
