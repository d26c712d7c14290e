import { expect, test } from 'vitest';
import { FORM_KEYS, GROUPS, keysIn, SETTINGS, type Setting } from '#app/rules/settings';
import { windowWords as en } from '../support/words.ts';

type Words = Readonly<{ label?: string; hint?: string; choice?: Readonly<Record<string, string>> }>;
const fields: Readonly<Record<string, Words>> = en.settings.field;
const groups: Readonly<Record<string, string>> = en.settings.group;

test.each(FORM_KEYS)('%s has words on the settings page', (key) => {
  const setting: Setting = SETTINGS[key];
  const { label, hint, choice } = fields[key] ?? {};
  expect(label).toBeTruthy();
  // The hint of the updates is their state.
  if (key !== 'updates') expect(hint).toBeTruthy();
  if (setting.type !== 'choice') return;
  expect(Object.keys(choice ?? {})).toEqual(setting.choices);
  for (const word of Object.values(choice ?? {})) expect(word).toBeTruthy();
});

/** Those of `advanced` are under *More*. */
const HEADED = GROUPS.filter((group) => group !== 'advanced');

test.each(HEADED)('the group %s has a heading', (group) => {
  expect(groups[group]).toBeTruthy();
});

test.each(GROUPS)('the group %s has settings', (group) => {
  expect(keysIn(group)).not.toEqual([]);
});

test('the catalogue has no words for settings that do not exist', () => {
  expect(Object.keys(fields).sort()).toEqual([...FORM_KEYS].sort());
  expect(Object.keys(groups).sort()).toEqual(HEADED.toSorted());
});
