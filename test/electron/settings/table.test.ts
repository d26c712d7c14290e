import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { DEFAULTS, SETTING_KEYS, SETTINGS, type Setting } from '#app/rules/settings';
import { SETTING_SCHEMAS, SettingsPatch } from '#app/settings';

const setting = (key: keyof typeof SETTINGS): Setting => SETTINGS[key];

test.each(SETTING_KEYS)('%s may hold its default, and what it counts as where it is lost', (key) => {
  expect(Value.Check(SETTING_SCHEMAS[key], DEFAULTS[key])).toBe(true);
  const { ifLost } = setting(key);
  if (ifLost !== undefined) expect(Value.Check(SETTING_SCHEMAS[key], ifLost)).toBe(true);
});

test.each(SETTING_KEYS)('%s holds nothing beyond its type and bounds', (key) => {
  const holds = (value: unknown): boolean => Value.Check(SETTING_SCHEMAS[key], value);
  const one = setting(key);
  expect([null, undefined, {}, []].filter(holds)).toEqual([]);
  switch (one.type) {
    case 'boolean':
      expect([true, false, 'true', 1].filter(holds)).toEqual([true, false]);
      break;
    case 'integer': {
      const { min, max } = one.bounds;
      const values = [min - 1, min, max, max + 1, min + 0.5, String(min)];
      expect(values.filter(holds)).toEqual([min, max]);
      break;
    }
    case 'shortcut': {
      const longest = 'x'.repeat(one.bounds.max);
      expect(['', longest, `${longest}x`, 1].filter(holds)).toEqual(['', longest]);
      break;
    }
    case 'choice':
      expect([...one.choices, '', `${one.choices[0]}x`, true].filter(holds)).toEqual(one.choices);
      break;
    default:
      one satisfies never;
  }
});

test('the window changes only the settings on its page', () => {
  const changes = (patch: unknown): boolean => Value.Check(SettingsPatch, patch);
  expect(changes({ theme: 'dark', sound: false })).toBe(true);
  expect(changes({})).toBe(true);
  expect(changes({ theme: 'purple' })).toBe(false);
  expect(changes({ remoteDebugging: true })).toBe(false);
  expect(changes({ newer: 1 })).toBe(false);
});
