import { expect, test } from 'vitest';
import { FILTER_TERMS } from '#server/rules/filter/filter';
import { inputOf, problemsOf, type RuleForm } from '../../../renderer/rules/editor/rule-form.ts';

const form: RuleForm = { name: 'CI noise', filter: 'type:ci', do: 'silent', sound: null, on: true };

test('a rule needs a name, and a filter that the server takes', () => {
  expect(problemsOf(form)).toEqual({});
  expect(problemsOf({ ...form, name: '  ', filter: 'a '.repeat(FILTER_TERMS + 1) })).toEqual({
    name: 'name',
    filter: 'terms',
  });
  expect(problemsOf({ ...form, filter: 'a '.repeat(FILTER_TERMS) })).toEqual({});
});

test('spaces around name and filter are not saved', () => {
  expect(inputOf({ ...form, name: ' CI noise ', filter: ' type:ci ' })).toEqual(form);
});
