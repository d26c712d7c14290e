import { EventEmitter } from 'node:events';
import type { App, Details } from 'electron';
import { expect, test } from 'vitest';
import { watchChildProcesses } from '../../../electron/shell/child-processes.ts';

function setUp(...argv: readonly string[]) {
  const app = new EventEmitter();
  const world = { uptime: 0 };
  const done: unknown[] = [];
  const lines: string[] = [];
  watchChildProcesses({
    // EventEmitter's listeners are wider than the overloads of Electron's.
    app: app as EventEmitter & Pick<App, 'on'>,
    program: { argv: ['electron', '/app', ...argv], uptime: () => world.uptime },
    reconnect: () => void done.push('reconnect'),
    restart: (args) => void done.push(args),
    log: { info() {}, error: (line) => void lines.push(line) },
  });
  const end = (details: Partial<Details>): boolean =>
    app.emit('child-process-gone', {}, { reason: 'killed', exitCode: 9, ...details });
  const endGpu = (times: number): void => {
    for (let time = 0; time < times; time++) end({ type: 'GPU', name: 'GPU' });
  };
  return { world, done, lines, end, endGpu };
}

const NETWORK = {
  type: 'Utility',
  name: 'Network Service',
  serviceName: 'network.mojom.NetworkService',
} as const;

test('each end is logged with its reason, but for those that were meant', () => {
  const { done, lines, end } = setUp();
  end({ type: 'GPU', name: 'GPU' });
  end({ type: 'Utility', reason: 'oom', exitCode: 1, serviceName: 'audio.mojom.AudioService' });
  end({ type: 'Utility', reason: 'clean-exit', exitCode: 0 });
  expect(lines).toEqual([
    'a process has ended: GPU, killed (9)',
    'a process has ended: audio.mojom.AudioService, oom (1)',
  ]);
  expect(done).toEqual([]);
});

test('after the network service the sources connect again', () => {
  const { done, end } = setUp();
  end(NETWORK);
  expect(done).toEqual(['reconnect']);
});

test('before Chromium ends the app for its GPU process, the app starts again without it', () => {
  const { done, endGpu } = setUp('--hidden');
  endGpu(4);
  expect(done).toEqual([]);
  endGpu(1);
  expect(done).toEqual([['/app', '--hidden', '--disable-gpu']]);
});

test('a GPU process that ends now and then does not cause a restart', () => {
  const { world, done, endGpu } = setUp();
  for (let hour = 0; hour < 10; hour++) {
    world.uptime = hour * 3_600;
    endGpu(1);
  }
  expect(done).toEqual([]);
});

test('a restart that has not helped is not repeated', () => {
  const { world, done, endGpu } = setUp('--disable-gpu');
  endGpu(3);
  expect(done).toEqual([]);
  world.uptime = 61;
  endGpu(1);
  expect(done).toEqual([['/app', '--disable-gpu']]);
});
