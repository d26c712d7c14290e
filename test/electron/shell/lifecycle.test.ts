import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AppStatus, Enrolment } from '#app/state';
import { createLifecycle } from '../../../electron/shell/lifecycle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const events = new EventEmitter();
  const seen: string[] = [];
  const world = { tray: 'present' as 'present' | 'absent', open: false };
  const ends: Array<() => void> = [];
  let enrol = (_: Enrolment): void => {};
  let changeTray = (_: AppStatus['tray']): void => {};
  const lifecycle = createLifecycle({
    app: Object.assign(events, { exit: () => void seen.push('exit') }) as never,
    links: {
      onEnrol(listener) {
        enrol = listener;
      },
    },
    window: {
      open(navigation) {
        world.open = true;
        seen.push(navigation === undefined ? 'open' : `open ${navigation.enroll?.server}`);
      },
      summon: () => void seen.push('summon'),
      isOpen: () => world.open,
    },
    trayHost: {
      get: () => world.tray,
      onChange(listener) {
        changeTray = listener;
        return () => {};
      },
    },
  });
  lifecycle.onStop(() => new Promise((resolve) => ends.push(resolve)));
  lifecycle.listen(({ id }) => void seen.push(id));
  function setTray(tray: typeof world.tray): void {
    world.tray = tray;
    changeTray(tray);
  }
  /** @returns whether it was put off */
  function askToQuit(): boolean {
    const preventDefault = vi.fn();
    events.emit('before-quit', { preventDefault });
    return preventDefault.mock.calls.length > 0;
  }
  async function stopped(): Promise<void> {
    for (const end of ends) end();
    await vi.advanceTimersByTimeAsync(0);
  }
  return {
    events,
    seen,
    setTray,
    lifecycle,
    ends,
    askToQuit,
    stopped,
    enrol: (asked: Enrolment): void => enrol(asked),
  };
}

test('the system may end the app only when all is stopped', async () => {
  const { seen, askToQuit, stopped } = start();
  expect(askToQuit()).toBe(true);
  expect(seen).toEqual([]);
  await stopped();
  expect(seen).toEqual(['exit']);
  expect(askToQuit()).toBe(false);
});

test('the first to quit decides how the app ends, and everything stops once', async () => {
  const { lifecycle, seen, ends, askToQuit, stopped } = start();
  void lifecycle.quit(() => void seen.push('install'));
  void lifecycle.quit();
  askToQuit();
  expect(ends).toHaveLength(1);
  await stopped();
  expect(seen).toEqual(['install']);
});

test('a second start, a click in the dock and a link bring the window up', () => {
  const { events, seen, enrol } = start();
  events.emit('second-instance', {}, ['/opt/belfry'], '/', { hidden: false });
  events.emit('activate');
  enrol({ server: 'https://belfry.example', code: 'c' });
  expect(seen).toEqual(['summon', 'summon', 'open https://belfry.example']);
  expect(events.listenerCount('window-all-closed')).toBe(1);
});

test.each([
  ['toggle', 'window.toggle'],
  ['newest', 'inbox.showNewest'],
  ['pause', 'delivery.togglePause'],
  ['palette', 'palette.open'],
  ['constructor', 'summon'],
  [7, 'summon'],
])('a second start that asks for %s does %s', (verb, done) => {
  const { events, seen } = start();
  events.emit('second-instance', {}, ['/opt/belfry'], '/', { hidden: false, verb });
  expect(seen).toEqual([done]);
});

test('a second start that shall be hidden leaves the window as it is', () => {
  const { events, seen } = start();
  events.emit('second-instance', {}, ['/opt/belfry'], '/', { hidden: true });
  expect(seen).toEqual([]);
  events.emit('second-instance', {}, ['/opt/belfry'], '/', { hidden: false });
  expect(seen).toEqual(['summon']);
});

test('a second start with a link opens the link; any other argument is an ordinary start', () => {
  const { events, seen } = start();
  const link = 'belfry://enroll?server=https%3A%2F%2Fbelfry.example&code=c';
  events.emit('second-instance', {}, ['/opt/belfry', link], '/', { hidden: false });
  expect(seen).toEqual([]);
  events.emit('second-instance', {}, ['/opt/belfry', 'belfry://else'], '/', { hidden: false });
  expect(seen).toEqual(['summon']);
});

test('a hidden window comes out when the tray stays away', () => {
  const { setTray, seen } = start();
  setTray('absent');
  vi.advanceTimersByTime(9_000);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual(['open']);
});

test('a hidden window stays hidden if the panel only restarted, and while the app quits', () => {
  const { lifecycle, setTray, seen } = start();
  setTray('absent');
  setTray('present');
  vi.advanceTimersByTime(20_000);
  setTray('absent');
  void lifecycle.quit();
  vi.advanceTimersByTime(20_000);
  expect(seen).toEqual([]);
});
