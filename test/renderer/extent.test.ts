import { expect, it } from 'vitest';
import { isInSight, nearestInSight } from '../../renderer/inbox/list/extent.ts';

const VIEW = { top: 100, bottom: 500 };
const row = (top: number, height = 78) => ({ id: `at ${top}`, top, bottom: top + height });

it.each([
  ['in the middle', row(200), true],
  ['far above', row(-900), false],
  ['far below', row(3_000), false],
  ['under the heading', row(50), false],
  ['half above', row(61), true],
  ['less than half above', row(59), false],
  ['half below', row(461), true],
  ['less than half below', row(463), false],
  ['low, and less than half', row(490, 30), false],
  ['tall, with its last lines', row(-700, 850), true],
  ['tall, with its last line only', row(-700, 830), false],
  ['taller than the view', row(-100, 2_000), true],
])('a row %s: in sight %j', (_, extent, expected) => {
  expect(isInSight(extent, VIEW)).toBe(expected);
});

it('from a row that was scrolled away, the nearest in sight is the first below it or the last above it', () => {
  const rows = [row(-60), row(40), row(118), row(196), row(430), row(480)];
  expect(nearestInSight(rows, VIEW, row(-2_000))).toEqual(row(118));
  expect(nearestInSight(rows, VIEW, row(2_000))).toEqual(row(430));
  expect(nearestInSight([row(-60)], VIEW, row(-60))).toBeNull();
});
