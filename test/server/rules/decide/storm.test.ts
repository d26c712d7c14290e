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

test('goes on while more come than drain away', () => {
  expect(after(170, 60)?.isStorm).toBe(true);
  expect(after(1, 10, after(170, 60))?.isStorm).toBe(true);
});

test('is over after a silence, or when what comes has been little for long', () => {
  const storm = after(170, 60);
  const end = storm?.at ?? 0;
  expect(flowAfter(storm, 1, end + 4_900).isStorm).toBe(true);
  expect(flowAfter(storm, 1, end + 5_100)).toMatchObject({ isStorm: false, level: 1 });
  let slow = storm;
  for (let at = end; at < end + 160_000; at += 4_000) slow = flowAfter(slow, 1, at);
  expect(slow?.isStorm).toBe(false);
});

test('a source that sends one every two seconds never storms', () => {
  let flow: Flow | undefined;
  for (let at = 0; at < 3_600_000; at += 2_000) flow = flowAfter(flow, 1, at);
  expect(flow?.isStorm).toBe(false);
});

test('a clock that stands or runs back drains nothing', () => {
  expect(flowAfter({ level: 10, at: 5_000, isStorm: false }, 1, 0)).toMatchObject({ level: 11 });
});
