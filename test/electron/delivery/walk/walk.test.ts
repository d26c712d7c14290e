import { expect, test } from 'vitest';
import type { Kept, Outcome } from '#app/rules/decisions';
import type { Decision } from '#server/rules/decide/decision';
import { createWalk, desktopSettings } from '../../../../electron/delivery/walk/walk.ts';
import { OpenError } from '../../../../electron/system/opener.ts';

const kept = (decision: Decision, outcome: Outcome | null): Kept => ({
  at: '2026-11-30T10:00:00.000Z',
  decision,
  outcome,
});
const SINGLE: Decision = { do: 'show', reason: 'single' };
const SHOWN = kept(SINGLE, 'shown');

function setUp(over: Partial<Parameters<typeof createWalk>[0]> = {}, decided: readonly Kept[] = [SHOWN]) {
  return createWalk({
    send: async () => 'a',
    isKept: async () => true,
    hasArrived: () => true,
    record: { of: async () => decided },
    daemon: async () => 'dunst 1.9.0',
    toastId: () => 12,
    settings: null,
    log() {},
    ...over,
  });
}

const outcomes = async (walker: ReturnType<typeof createWalk>): Promise<string> =>
  (await walker.run()).steps.map(({ step, outcome }) => `${step} ${outcome}`).join(', ');

test('a notification that appears has passed every step', async () => {
  expect(await setUp().run()).toEqual({
    steps: [
      { step: 'api', outcome: 'ok', kept: null },
      { step: 'disk', outcome: 'ok', kept: null },
      { step: 'channel', outcome: 'ok', kept: null },
      { step: 'decision', outcome: 'ok', kept: SHOWN },
      { step: 'toast', outcome: 'ok', kept: SHOWN },
    ],
    daemon: 'dunst 1.9.0',
    toastId: 12,
    hasSettings: false,
  });
});

test('the step that fails is named, and none after it is reached', async () => {
  const refuse = async (): Promise<never> => {
    throw new Error('refused');
  };
  expect(await outcomes(setUp({ send: refuse }))).toMatch(/^api failed, disk skipped/);
  expect(await outcomes(setUp({ isKept: async () => false }))).toMatch(
    /^api ok, disk failed, channel skipped/,
  );
  const paused = kept({ do: 'hold', reason: 'paused', until: null }, null);
  expect(await outcomes(setUp({}, [paused]))).toMatch(/decision failed, toast skipped$/);
  expect(await outcomes(setUp({}, [kept(SINGLE, 'failed')]))).toMatch(/decision ok, toast failed$/);
  const nobody = kept({ do: 'hold', reason: 'no_notifier', until: null }, null);
  expect(await outcomes(setUp({}, [kept(SINGLE, 'unavailable'), nobody]))).toMatch(
    /decision ok, toast failed$/,
  );
});

test('the page of the desktop opens, or says why not', async () => {
  const opens = setUp({ settings: async () => {} });
  expect((await opens.run()).hasSettings).toBe(true);
  expect(await opens.openSettings()).toEqual({ ok: true, value: null });
  const missing = setUp({
    settings: async () => {
      throw new OpenError('opener_missing', 'no such program');
    },
  });
  expect(await missing.openSettings()).toEqual({ ok: false, error: { code: 'opener_missing' } });
});

test.each([
  ['linux', 'ubuntu:GNOME', { program: ['gnome-control-center', 'notifications'] }],
  ['linux', 'KDE', { program: ['systemsettings', 'kcm_notifications'] }],
  ['linux', 'i3', null],
  ['linux', undefined, null],
  ['win32', undefined, { url: 'ms-settings:notifications' }],
] as const)('on %s with the desktop %s it is %j', (platform, desktop, page) => {
  expect(desktopSettings(platform, desktop)).toEqual(page);
});
