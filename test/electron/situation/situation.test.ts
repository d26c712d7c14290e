import { expect, test, vi } from 'vitest';
import { createSituation } from '../../../electron/situation/situation.ts';
import { createSignal } from '../../../electron/system/signal.ts';

const UNTIL = '2026-11-30T22:00:00.000Z';

function setUp() {
  const changed = createSignal();
  const dispose = vi.fn();
  const source = { onChange: changed.on, dispose };
  const world = {
    ...{ paused: null as string | null, presenting: null as string | null },
    ...{ quiet: null as { until: number | null } | null, locked: false, idle: false },
    focus: null as { by: string } | null,
  };
  const situation = createSituation({
    pause: { ...source, until: () => world.paused },
    presenting: { ...source, until: () => world.presenting },
    quiet: { ...source, now: () => world.quiet },
    focus: { ...source, now: () => world.focus },
    lock: { ...source, isLocked: () => world.locked },
    idle: { ...source, isIdle: () => world.idle },
  });
  return { world, situation, changed, dispose };
}

test('nothing holds anything back by itself', () => {
  expect(setUp().situation.now()).toEqual({ holds: [], isExposed: false, isIdle: false });
});

test('all reasons stand in their order, each with its end', () => {
  const { world, situation } = setUp();
  Object.assign(world, {
    paused: UNTIL,
    quiet: { until: Date.parse(UNTIL) },
    focus: { by: 'GNOME' },
    locked: true,
    idle: true,
  });
  expect(situation.now()).toEqual({
    holds: [
      { reason: 'paused', by: null, until: UNTIL },
      { reason: 'quiet_hours', by: null, until: UNTIL },
      { reason: 'do_not_disturb', by: 'GNOME', until: null },
      { reason: 'locked', by: null, until: null },
    ],
    isExposed: true,
    isIdle: true,
  });
});

test('presenting exposes the screen, and holds nothing back', () => {
  const { world, situation } = setUp();
  world.presenting = UNTIL;
  expect(situation.now()).toEqual({ holds: [], isExposed: true, isIdle: false });
});

test('each part reports its changes until nobody listens, and ends with it', () => {
  const { situation, changed, dispose } = setUp();
  const listener = vi.fn();
  const end = situation.onChange(listener);
  changed.emit();
  expect(listener).toHaveBeenCalled();
  end();
  listener.mockClear();
  changed.emit();
  expect(listener).not.toHaveBeenCalled();
  situation.dispose();
  expect(dispose).toHaveBeenCalledTimes(6);
});
