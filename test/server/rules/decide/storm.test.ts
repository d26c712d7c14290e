import { expect, test } from 'vitest';
import { type Flow, flowAfter } from '#server/rules/decide/storm';

/** The flow after so many a second, for so many seconds. */
function after(perSecond: number, seconds: number, start?: Flow): Flow | undefined {
  let flow = start;
  for (let second = 1; second <= seconds; second += 1)
    flow = flowAfter(flow, perSecond, (start?.at ?? 0) + second * 1_000);
  return flow;
}

test('begins with many at once, or with too many for too long', () => {
  expect(flowAfter(undefined, 20, 0).isStorm).toBe(false);
  expect(flowAfter(undefined, 21, 0).isStorm).toBe(true);
  expect(after(1, 30)?.isStorm).toBe(false);
  expect(after(1, 60)?.isStorm).toBe(true);
});

test('goes on while more come than drain away, and is over soon after', () => {
  const storm = after(170, 60);
  expect(storm?.isStorm).toBe(true);
  const quieter = after(1, 10, storm);
  expect(quieter?.isStorm).toBe(true);
  expect(flowAfter(quieter, 1, (quieter?.at ?? 0) + 81_000).isStorm).toBe(false);
});

test('a source that sends one every two seconds never storms', () => {
  let flow: Flow | undefined;
  for (let at = 0; at < 3_600_000; at += 2_000) flow = flowAfter(flow, 1, at);
  expect(flow?.isStorm).toBe(false);
});

test('a clock that stands or runs back drains nothing', () => {
  expect(flowAfter({ level: 10, at: 5_000, isStorm: false }, 1, 0)).toMatchObject({ level: 11 });
});
