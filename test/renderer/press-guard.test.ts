import { expect, it } from 'vitest';
import { createPressGuard, type Press } from '../../renderer/ui/single-presses.ts';

const press = (timeStamp: number, fields: Partial<Press> = {}): Press => ({
  ...{ detail: 1, timeStamp, clientX: 300, clientY: 200 },
  ...fields,
});

it.each([
  ['soon and at the same place', press(150, { detail: 2 }), true],
  ['soon, but not as soon as its user has set the system', press(300), false],
  [
    'where the hand slipped, which the system does not count',
    press(150, { clientX: 309, clientY: 204 }),
    true,
  ],
  ['as slow as its user has set the system', press(900, { detail: 2 }), true],
  ['later', press(500), false],
  ['on the button beside', press(150, { clientX: 325 }), false],
])('the second press %s repeats: %j', (_, second, expected) => {
  const guard = createPressGuard();
  expect(guard.repeats(press(0))).toBe(false);
  expect(guard.repeats(second)).toBe(expected);
});

it('who hammers presses once', () => {
  const guard = createPressGuard();
  const presses = [press(0), press(300, { clientX: 305 }), press(600), press(1_100, { clientX: 305 })];
  expect(presses.map(guard.repeats)).toEqual([false, true, true, false]);
});

it('who has pointed elsewhere or typed meanwhile means the second press; who trembles does not', () => {
  const guard = createPressGuard();
  guard.repeats(press(0));
  guard.moved({ clientX: 305, clientY: 200 });
  expect(guard.repeats(press(150, { clientX: 305 }))).toBe(true);
  guard.moved({ clientX: 300, clientY: 160 });
  expect(guard.repeats(press(300))).toBe(false);
  guard.typed();
  expect(guard.repeats(press(450, { clientX: 305 }))).toBe(false);
});
