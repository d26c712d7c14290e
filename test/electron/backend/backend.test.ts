import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { UtilityProcess } from 'electron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BackendState, createBackend } from '../../../electron/backend/backend.ts';

const READY = {
  type: 'ready',
  url: 'http://127.0.0.1:47600',
  token: '1|secret',
  user_id: 1,
  epoch: 'epoch',
  revision: 0,
  app_key: 'key',
  endpoint: { url: 'http://127.0.0.1:47600', token: '2|secret' },
};

class FakeProcess extends EventEmitter {
  readonly posted: unknown[] = [];
  readonly stdout: EventEmitter & NodeJS.ReadableStream = new PassThrough();
  readonly stderr = null;
  pid: number | undefined = undefined;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  kill(): boolean {
    this.emit('exit', 143);
    return true;
  }
}
type Used = Pick<UtilityProcess, 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>;

function setUp() {
  const processes: FakeProcess[] = [];
  const states: BackendState[] = [];
  const troubles: unknown[] = [];
  const lines: string[] = [];
  const backend = createBackend({
    fork: () => {
      const process = new FakeProcess() satisfies Used;
      processes.push(process);
      // EventEmitter's listeners are wider than UtilityProcess's overloads.
      return process as FakeProcess & Pick<UtilityProcess, 'on' | 'once'>;
    },
    dataDir: '/profile',
    port: () => 47_600,
    log: (line) => lines.push(line),
  });
  backend.onState((state) => states.push(state));
  backend.onStorage((trouble) => troubles.push(trouble));
  const last = () => {
    const process = processes.at(-1);
    if (process === undefined) throw new Error('nothing was started');
    return process;
  };
  return { backend, processes, states, troubles, lines, last };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('passes the data folder, and reports what the backend says when it is ready', () => {
  const { backend, states, last } = setUp();
  backend.start();
  expect(last().posted).toEqual([{ type: 'start', data_dir: '/profile', port: 47_600 }]);
  last().emit('message', READY);
  expect(states).toEqual([{ status: 'starting' }, { status: 'ready', ready: READY }]);
});

test('is told that the clock may have been set, while it runs', () => {
  const { backend, processes, last } = setUp();
  backend.clockChanged();
  backend.start();
  backend.clockChanged();
  expect(last().posted.at(-1)).toEqual({ type: 'clock' });
  last().emit('exit', 1);
  backend.clockChanged();
  expect(processes).toHaveLength(1);
});

test('the token of local senders is replaced by the backend, and not while it is away', () => {
  const { backend, last } = setUp();
  const heard: unknown[] = [];
  backend.onEndpoint((endpoint) => heard.push(endpoint));
  backend.rotate();
  expect(heard).toEqual([null]);
  backend.start();
  last().emit('message', READY);
  backend.rotate();
  expect(last().posted.at(-1)).toEqual({ type: 'rotate' });
  const endpoint = { url: READY.url, token: '3|new' };
  last().emit('message', { type: 'endpoint', endpoint });
  expect(heard).toEqual([null, endpoint]);
});

test('a backend that ends is started again, with growing pauses', () => {
  const { backend, processes, states, last } = setUp();
  backend.start();
  last().emit('exit', 1);
  expect(states.at(-1)).toEqual({ status: 'starting' });
  vi.advanceTimersByTime(200);
  expect(processes).toHaveLength(2);
  last().emit('exit', 1);
  vi.advanceTimersByTime(999);
  expect(processes).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(processes).toHaveLength(3);
});

test('a backend that ran for a while resets the pauses; one that keeps crashing is reported', () => {
  const { backend, processes, states, last } = setUp();
  backend.start();
  for (let crash = 0; crash < 4; crash += 1) {
    last().emit('exit', 1);
    vi.advanceTimersByTime(10_000);
  }
  expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { code: 'backend_crashed' } });
  last().emit('message', READY);
  vi.advanceTimersByTime(30_000);
  const before = processes.length;
  last().emit('exit', 1);
  expect(states.at(-1)).toEqual({ status: 'starting' });
  vi.advanceTimersByTime(200);
  expect(processes).toHaveLength(before + 1);
});

test('the reason of a failed start stays until the next one succeeds; retry does not wait', () => {
  const { backend, processes, states, last } = setUp();
  backend.start();
  last().emit('message', { type: 'failed', code: 'database_from_future', params: {} });
  last().emit('exit', 1);
  expect(states.at(-1)).toEqual({ status: 'failed', failure: { code: 'database_from_future', params: {} } });
  backend.retry();
  expect(processes).toHaveLength(2);
  vi.advanceTimersByTime(10_000);
  expect(processes).toHaveLength(2);
});

test('a backend that never gets ready is ended and reported', () => {
  const { backend, states } = setUp();
  backend.start();
  vi.advanceTimersByTime(20_000);
  expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { code: 'backend_silent' } });
});

test('a backend that hangs at its start is killed', () => {
  const { backend, last } = setUp();
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  backend.start();
  last().pid = 4711;
  last().kill = () => true;
  vi.advanceTimersByTime(23_000);
  expect(kill).toHaveBeenCalledWith(4711, 'SIGKILL');
  kill.mockRestore();
});

test('a backend that the system did not start at all is tried again', () => {
  const { backend, processes, states, last } = setUp();
  backend.start();
  last().kill = () => false;
  vi.advanceTimersByTime(23_000);
  expect(states.at(-1)).toMatchObject({ status: 'failed', failure: { code: 'backend_silent' } });
  vi.advanceTimersByTime(200);
  expect(processes).toHaveLength(2);
});

test('stop ends it for good', async () => {
  const { backend, processes } = setUp();
  backend.start();
  await backend.stop();
  vi.advanceTimersByTime(60_000);
  expect(processes).toHaveLength(1);
});

test('stop does not wait forever for a backend that hangs', async () => {
  const { backend, last } = setUp();
  backend.start();
  last().kill = () => true;
  const stopped = backend.stop();
  await vi.advanceTimersByTimeAsync(3_000);
  await expect(stopped).resolves.toBeUndefined();
});

test('what the backend says of its disk is passed on, and forgotten with the process', () => {
  const { backend, troubles, last } = setUp();
  backend.start();
  last().emit('message', { type: 'storage', trouble: 'disk_full' });
  expect(troubles).toEqual(['disk_full']);
  last().emit('message', { type: 'storage', trouble: 'moon phase' });
  expect(troubles).toEqual(['disk_full']);
  last().emit('exit', 1);
  expect(troubles).toEqual(['disk_full', null]);
});

test('logs what the backend prints line by line, so that each is an entry', () => {
  const { backend, lines, last } = setUp();
  backend.start();
  last().stdout.emit('data', Buffer.from('{"msg":"one"}\n{"msg":"two"}\n'));
  expect(lines).toEqual(['{"msg":"one"}', '{"msg":"two"}']);
});
