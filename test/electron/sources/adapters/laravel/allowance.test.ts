import { expect, test } from 'vitest';
import { createAllowance } from '../../../../../electron/sources/adapters/laravel/allowance.ts';

function setUp() {
  let time = Date.parse('2026-11-30T10:00:00Z');
  const allowance = createAllowance({ now: () => new Date(time) });
  const remaining = (count: number, limit = 60) =>
    allowance.note({
      status: 200,
      headers: { 'x-ratelimit-limit': `${limit}`, 'x-ratelimit-remaining': `${count}` },
    });
  const refuse = (headers: Readonly<Record<string, string>>) => allowance.note({ status: 429, headers });
  /** One after the other, each answered by what is left; until it has to wait. */
  function tellFrom(left: number, limit = 60): number {
    let results = 0;
    for (; allowance.wait() === 0 && results < 500; results += 1) {
      const end = allowance.take();
      remaining(left - results - 1, limit);
      end();
    }
    return results;
  }
  function pass(ms: number): void {
    time += ms;
  }
  return { ...allowance, remaining, refuse, tellFrom, pass };
}

test('an app without a rate limit accepts everything', () => {
  const { note, wait, take } = setUp();
  for (let results = 0; results < 200; results += 1) {
    expect(wait()).toBe(0);
    take();
    note({ status: 200, headers: {} });
  }
});

test("sends use the app's limit up to a reserve for reading, and continue when its minute is over", () => {
  const { tellFrom, wait, pass } = setUp();
  expect(tellFrom(60)).toBe(54);
  pass(20_000);
  expect(wait()).toBe(40_000);
  pass(40_000);
  expect(tellFrom(60)).toBe(54);
});

test('a small limit has a small rest', () => {
  expect(setUp().tellFrom(5, 5)).toBe(4);
});

test('no more are under way than are left', () => {
  const { remaining, take, wait } = setUp();
  remaining(9);
  for (let results = 0; results < 3; results += 1) {
    expect(wait()).toBe(0);
    take();
  }
  expect(wait()).toBeGreaterThan(0);
});

test('a refusal says for how long: in seconds, by a date, by the end of the window, or not at all', () => {
  const { refuse, wait, pass } = setUp();
  const waits = (headers: Readonly<Record<string, string>>): number => {
    refuse(headers);
    const ms = wait();
    pass(ms);
    expect(wait()).toBe(0);
    return ms;
  };
  expect(waits({ 'retry-after': '17' })).toBe(17_000);
  expect(waits({ 'retry-after': 'Mon, 30 Nov 2026 10:00:30 GMT' })).toBe(13_000);
  expect(waits({ 'x-ratelimit-reset': `${Date.parse('2026-11-30T10:01:00Z') / 1_000}` })).toBe(30_000);
  // In milliseconds, and without end.
  for (const reset of [`${Date.parse('2026-11-30T10:01:00Z')}`, '9'.repeat(400)]) {
    expect(waits({ 'x-ratelimit-reset': reset })).toBe(60_000);
  }
  expect(waits({})).toBe(60_000);
  expect(waits({ 'retry-after': '0' })).toBe(1_000);
});

test('if the limit’s window is longer than a minute, the next one sees that it is not over', () => {
  const { tellFrom, wait, pass, remaining, take } = setUp();
  tellFrom(60);
  pass(60_000);
  expect(wait()).toBe(0);
  take()();
  remaining(5);
  expect(wait()).toBe(60_000);
});

test('a reading that finds a new window ends the pause', () => {
  const { tellFrom, wait, remaining, pass } = setUp();
  tellFrom(60);
  pass(10_000);
  expect(wait()).toBeGreaterThan(0);
  remaining(59);
  expect(wait()).toBe(0);
});

test('setting the clock back makes no wait longer and starts none again', () => {
  const { refuse, tellFrom, wait, pass } = setUp();
  refuse({ 'retry-after': '60' });
  pass(-2 * 60 * 60_000);
  expect(wait()).toBe(60_000);
  pass(59_000);
  expect(wait()).toBe(1_000);
  pass(1_000);
  expect(tellFrom(60)).toBe(54);
  pass(-2 * 60 * 60_000);
  expect(wait()).toBeLessThanOrEqual(60_000);
  pass(60_000);
  expect(wait()).toBe(0);
});
