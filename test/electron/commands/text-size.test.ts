import { expect, test } from 'vitest';
import type { Result } from '#app/result';
import { DEFAULTS, type Settings, type SettingsPatch } from '#app/rules/settings';
import { createTextSize, SettingRefused } from '../../../electron/commands/text-size.ts';

function setUp(textSize: number, answer: (value: Settings) => Result<Settings>) {
  let now: Settings = { ...DEFAULTS, textSize };
  const size = createTextSize({
    get: () => now,
    patch(patch: SettingsPatch) {
      const result = answer({ ...now, ...patch });
      if (result.ok) now = result.value;
      return result;
    },
  });
  return { size, now: () => now.textSize };
}
const accept = (value: Settings): Result<Settings> => ({ ok: true, value });

test('the text grows and shrinks by steps, within the bounds of its setting, and back to normal', () => {
  const { size, now } = setUp(185, accept);
  size.change(1);
  expect(now()).toBe(195);
  size.change(1);
  size.change(1);
  expect(now()).toBe(200);
  size.change(0);
  expect(now()).toBe(100);
  for (let press = 0; press < 5; press++) size.change(-1);
  expect(now()).toBe(80);
});

test('what an administrator has set is not changed, and the failure says why', () => {
  const { size } = setUp(100, () => ({ ok: false, error: { code: 'managed' } }));
  expect(() => size.change(1)).toThrow(SettingRefused);
});
