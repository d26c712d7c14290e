import { expect, test } from 'vitest';
import { choiceOf, type Lines, withChoice, withLine } from '#server/rules/lines';

const ada = { source: 'shop', sender: 'Ada' };
const shop = { source: 'shop', sender: null };

test('the line of a sender counts more than that of the source, and neither outlives its use', () => {
  let lines: Lines = {};
  lines = withChoice(lines, shop, 'quietly');
  expect(choiceOf(lines, ada)).toBe('quietly');
  lines = withChoice(lines, ada, 'notify');
  expect([choiceOf(lines, ada), choiceOf(lines, shop)]).toEqual(['notify', 'quietly']);
  lines = withChoice(lines, ada, 'quietly');
  expect(lines).toEqual({ shop: { line: 'quietly' } });
  lines = withChoice(lines, shop, 'notify');
  expect(lines).toEqual({});
});

test('a change of one source leaves the others, and what else is set for it', () => {
  const lines: Lines = { team: { line: 'quietly' }, shop: { neverContent: true } };
  const changed = withChoice(lines, shop, 'quietly');
  expect(changed).toEqual({ team: { line: 'quietly' }, shop: { neverContent: true, line: 'quietly' } });
  expect(withLine(changed, 'shop', () => ({}))).toEqual({ team: { line: 'quietly' } });
});

test.each(['__proto__', 'constructor', 'toString'])('a sender may be called %s', (sender) => {
  const lines = withChoice({}, { source: 'shop', sender }, 'quietly');
  expect(choiceOf(lines, { source: 'shop', sender })).toBe('quietly');
  expect(choiceOf(lines, ada)).toBe('notify');
  expect(choiceOf({}, { source: sender, sender })).toBe('notify');
});
