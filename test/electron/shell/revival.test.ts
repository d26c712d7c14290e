import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createRevival } from '../../../electron/shell/revival.ts';

function setUp() {
  const contents = new EventEmitter();
  const world = { visible: true, minimized: false, destroyed: false, now: 0 };
  const done: string[] = [];
  const lines: string[] = [];
  const revival = createRevival({
    window: {
      isVisible: () => world.visible,
      isMinimized: () => world.minimized,
      isDestroyed: () => world.destroyed,
      hide: () => void done.push('hide'),
      // EventEmitter's listeners are wider than the overloads of Electron's.
      webContents: contents as never,
    },
    load: () => void done.push('load'),
    onGivenUp: (reason) => void done.push(`given up: ${reason}`),
    now: () => world.now,
    log: { info: (line) => void lines.push(line), error: (line) => void lines.push(line) },
  });
  const end = (): boolean => contents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
  return { contents, world, done, lines, revival, end };
}

test('in sight it is loaded again at once, with a line in the log', () => {
  const { done, lines, revival, end } = setUp();
  end();
  expect(done).toEqual(['load']);
  expect(lines).toEqual(['the renderer has ended: killed (9)']);
  expect(revival.revive()).toBe(false);
});

test.each(['visible', 'minimized'] as const)('out of sight (%s) it waits until it is wanted', (how) => {
  const { done, revival, world, end } = setUp();
  world[how] = how === 'minimized';
  end();
  expect(done).toEqual([]);
  expect(revival.revive()).toBe(true);
  expect(revival.revive()).toBe(false);
  expect(done).toEqual(['load']);
});

test('a page that keeps crashing is closed until its user asks for it; one that crashes now and then is not', () => {
  const { done, revival, world, end } = setUp();
  for (let hour = 0; hour < 5; hour++) {
    world.now = hour * 3_600_000;
    end();
  }
  expect(done).toEqual(['load', 'load', 'load', 'load', 'load']);
  done.length = 0;
  end();
  end();
  expect(done).toEqual(['load', 'hide', 'given up: killed']);
  expect(revival.revive()).toBe(true);
  end();
  expect(done.slice(3)).toEqual(['load', 'load']);
});

test('a page that was not loaded is loaded on request, and a navigation that replaced it is no failure', () => {
  const { contents, done, revival } = setUp();
  contents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', '', true);
  contents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', '', false);
  expect(revival.revive()).toBe(false);
  contents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', '', true);
  expect(done).toEqual([]);
  expect(revival.revive()).toBe(true);
});

test('the end of a window is not the end of its renderer', () => {
  const { world, done, lines, end } = setUp();
  world.destroyed = true;
  end();
  expect([...done, ...lines]).toEqual([]);
});
