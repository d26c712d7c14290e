import { expect, test } from 'vitest';
import { readActions } from '#server/rules/content/actions';
import { isPressable, offeredActions, runOf } from '#server/rules/runs';

const at = '2026-11-30T10:00:00.000000Z';
const actions = readActions([
  { label: 'Open', kind: 'open', url: 'https://ci.example.com/7' },
  { label: 'Copy', kind: 'copy', text: '482913' },
  { label: 'Restart', kind: 'http', url: 'https://ci.example.com/restart' },
  { label: 'Approve', kind: 'event', event: 'approved' },
]);
const ids = (row: Parameters<typeof offeredActions>[0], kind?: string) =>
  offeredActions(row, kind).map(({ id }) => id);

test('a choice is offered where its sender can be told of it', () => {
  const all = ['Open', 'Copy', 'Restart'];
  const four = [...actions, ...readActions([{ label: 'Approve', kind: 'event', event: 'approved' }])];
  expect(ids({ source: 'local', actions: four })).toEqual([...all, 'Approve']);
  expect(ids({ source: 's-1', actions: four }, 'belfry')).toEqual([...all, 'Approve']);
  expect(ids({ source: 's-1', actions: four }, 'laravel')).toEqual(all);
  expect(ids({ source: 's-1', actions: four }, 'channels')).toEqual(all);
  // Removed, or not loaded yet.
  expect(ids({ source: 's-1', actions: four })).toEqual(all);
  expect(ids({ source: 'local' })).toEqual([]);
});

test('what runs or was done is not pressed again; what failed, and what its reader does in person, is', () => {
  const pressable = (state: string) =>
    actions.filter((action) =>
      isPressable({ runs: actions.map(({ id }) => ({ action: id, state, at })) }, action),
    );
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
