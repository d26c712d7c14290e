import { expect, test } from 'vitest';
import { DEFAULTS, type Settings } from '#app/rules/settings';
import { withChoice } from '#server/rules/lines';
import { createSettingsChanges } from '../../renderer/state/settings.ts';
import { createStatus } from '../../renderer/state/status.ts';
import { appStatus, fakeBridge, ok, refused } from './support.ts';

function setUp() {
  const main = fakeBridge();
  const status = createStatus(main.bridge);
  main.push('status', appStatus());
  const changes = createSettingsChanges(main.bridge, status);
  const now = (): Settings | undefined => status.get().status?.settings;
  const quietly = (sender: string) =>
    changes.change('lines', (lines) => withChoice(lines, { source: 'local', sender }, 'quietly'));
  return { main, changes, now, quietly };
}

test('what main has saved counts at once, and what it has refused does not', async () => {
  const { main, changes, now } = setUp();
  void changes.patch({ theme: 'dark' });
  await main.answer('settings.patch', ok({ ...DEFAULTS, theme: 'dark' }));
  expect(now()?.theme).toBe('dark');
  void changes.patch({ theme: 'light' });
  await main.answer('settings.patch', refused('not_saved'));
  expect(now()?.theme).toBe('dark');
});

test('two quick changes of one setting both remain, also if one before them was refused', async () => {
  const { main, now, quietly } = setUp();
  const all = ['Cy', 'Ada', 'Bo'].map(quietly);
  const turn = () => new Promise((next) => setImmediate(next));
  await turn();
  await main.answer('settings.patch', refused('not_saved'));
  const ada = { local: { senders: { Ada: 'quietly' } } } as const;
  expect(main.calls.map(({ args }) => args)).toEqual([{ patch: { lines: ada } }]);
  await main.answer('settings.patch', ok({ ...DEFAULTS, lines: ada }));
  const both = { local: { senders: { Ada: 'quietly', Bo: 'quietly' } } } as const;
  expect(main.calls.map(({ args }) => args)).toEqual([{ patch: { lines: both } }]);
  await main.answer('settings.patch', ok({ ...DEFAULTS, lines: both }));
  await Promise.all(all);
  expect(now()?.lines).toEqual(both);
});
