import { expect, test } from 'vitest';
import { readActions } from '#server/rules/content/actions';
import { isPressable, offeredActions, pressableActions, runOf } from '#server/rules/runs';

const at = '2026-11-30T10:00:00.000000Z';
const actions = readActions([
  { label: 'Open', kind: 'open', url: 'https://ci.example.com/7' },
  { label: 'Copy', kind: 'copy', text: '482913' },
  { label: 'Restart', kind: 'http', url: 'https://ci.example.com/restart' },
  { label: 'Approve', kind: 'event', event: 'approved' },
]);
test('an action of a later version is left out', () => {
  const later = { id: 'Fax', label: 'Fax', kind: 'fax', number: '1' };
  expect(offeredActions({ actions: [later, ...actions] })).toEqual(actions);
  expect(offeredActions({})).toEqual([]);
});

test('what runs or was done is not pressed again; what failed, and what its reader does in person, is', () => {
  const pressable = (state: string) =>
    pressableActions({ actions, runs: actions.map(({ id }) => ({ action: id, state, at })) });
  const always = ['Open', 'Copy'];
  expect(pressable('running').map(({ id }) => id)).toEqual(always);
  expect(pressable('done').map(({ id }) => id)).toEqual(always);
  expect(pressable('failed')).toEqual(actions);
  expect(actions.every((action) => isPressable({}, action))).toBe(true);
});

test('a state of a later version counts as none', () => {
  const runs = [{ action: 'Restart', state: 'postponed', at }];
  expect(runOf({ runs }, 'Restart')).toBeNull();
  expect(runOf({}, 'Restart')).toBeNull();
  expect(runOf({ runs: [{ action: 'Restart', state: 'done', at }] }, 'Restart')).toMatchObject({
    state: 'done',
  });
});
