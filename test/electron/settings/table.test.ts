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
  expect([null, undefined, [], { unknown: 1 }].filter(holds)).toEqual([]);
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
    case 'shortcut':
    case 'file': {
      const longest = 'x'.repeat(one.bounds.max);
      expect(['', longest, `${longest}x`, 1].filter(holds)).toEqual(['', longest]);
      break;
    }
    case 'choice':
      expect([...one.choices, '', `${one.choices[0]}x`, true].filter(holds)).toEqual(one.choices);
      break;
    case 'quietHours': {
      const night = { days: [1, 7], from: '22:00', to: '07:00' };
      const hours = { on: true, zone: 'Europe/Berlin', windows: [night] };
      const within = [hours, { ...hours, zone: '', windows: [] }];
      const windows = [{ days: [0] }, { days: [8] }, { days: [1, 1] }, { from: '24:00' }, { to: '7:00' }];
      const beyond = [
        { ...hours, on: 1 },
        { ...hours, zone: 'x'.repeat(65) },
        { ...hours, more: 1 },
        { ...hours, windows: Array(21).fill(night) },
        ...windows.map((wrong) => ({ ...hours, windows: [{ ...night, ...wrong }] })),
      ];
      expect([...within, ...beyond].filter(holds)).toEqual(within);
      break;
    }
    case 'lines': {
      const within = [
        {},
        { 's-1': {} },
        {
          's-1': {
            line: 'quietly',
            breakThrough: 'nothing',
            neverContent: true,
            senders: { CI: 'notify', '': 'quietly' },
          },
        },
      ];
      const lines = [{ line: 'never' }, { neverContent: false }, { senders: { CI: 1 } }, { more: 1 }];
      expect([...within, ...lines.map((line) => ({ 's-1': line }))].filter(holds)).toEqual(within);
      break;
    }
    case 'keys': {
      const within = [
        {},
        { 'inbox.done': [] },
        { 'from.tomorrow': ['e', 'Mod+Shift+k', '#', 'g i', 'Mod++'] },
      ];
      const beyond = ['E', 'Ctrl+e', 'Shift+#', 'g  i', ' g', 'a b c d e', '', 'Mod+', 7];
      const many = { x: ['a', 'b', 'c', 'd', 'e', 'f'] };
      const wrong = beyond.map((keys) => ({ 'inbox.done': [keys] }));
      expect([...within, ...wrong, many, { x: ['a', 'a'] }, { x: 'a' }].filter(holds)).toEqual(within);
      break;
    }
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
