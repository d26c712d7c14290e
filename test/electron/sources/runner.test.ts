import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { IngestRequest } from '#server/source';
import { type BackendClient, BackendError } from '../../../electron/backend/client.ts';
import type { AdapterDeps } from '../../../electron/sources/adapter.ts';
import { inTheirWords } from '../../../electron/sources/detail.ts';
import { createRetryingClient } from '../../../electron/sources/retrying-client.ts';
import { createSourceRunner } from '../../../electron/sources/runner.ts';
import { createSourceStatus } from '../../../electron/sources/source-status.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const DELTA = { epoch: 'e', revision: 1, counts: { unread: 0, by_source: {} }, changed: [] };

/** A runner on a backend whose answers wait until they are let go. */
async function setUp(made: Promise<void> = Promise.resolve()) {
  const asked: IngestRequest[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const client = {
    register: async (id: string) => ({ id, kind: 'channels', cursor: { at: 1 }, unread: 0, pending: 0 }),
    ingest: async (request: IngestRequest) => {
      asked.push(request);
      await new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
      return { outcomes: [], delta: DELTA };
    },
    outbox: async () => ({ entries: [], next_at: null }),
  } as unknown as BackendClient;
  const retryingClient = createRetryingClient({ client: () => client });
  let given: AdapterDeps | undefined;
  const adapter = {
    start: vi.fn(),
    kick: vi.fn(),
    deliver: async () => [],
    typing: vi.fn(),
    dispose: vi.fn(),
  };
  const catchingUp: boolean[] = [];
  const status = createSourceStatus({
    events: { all: () => [], add: () => {} },
    now: () => new Date(),
    onChange: () => {},
  });
  const runner = createSourceRunner(
    { id: 's-a', kind: 'channels' },
    {
      async createAdapter(deps) {
        given = deps;
        await made;
        return adapter;
      },
      ...{ retryingClient, client: () => client, status },
      onDelta: () => {},
      onCatchingUp: (is) => catchingUp.push(is),
      onSigned: () => {},
      onDelivered: () => {},
      now: () => new Date(),
      random: () => 0,
      log: () => {},
    },
  );
  await settle();
  if (given === undefined) throw new Error('no adapter was made');
  return { runner, adapter, deps: given, asked, waiting, retryingClient, catchingUp, status };
}
const away = new BackendError('unreachable', 'away');

test('stopped while its adapter is being made, it never starts one', async () => {
  let ready = (): void => {};
  const { runner, adapter } = await setUp(new Promise((resolve) => (ready = resolve)));
  const stopped = runner.stop();
  ready();
  await settle();
  await vi.advanceTimersByTimeAsync(10_000);
  await stopped;
  expect(adapter.start).not.toHaveBeenCalled();
  expect(adapter.dispose).toHaveBeenCalledOnce();
});

test('arrivals are stored in order, one after the other', async () => {
  const { deps, asked, waiting } = await setUp();
  void deps.ingest([], { at: 2 });
  void deps.ingest([], { at: 3 });
  await settle();
  expect(asked.map(({ cursor }) => cursor)).toEqual([{ at: 2 }]);
  waiting.shift()?.reject(away);
  await vi.advanceTimersByTimeAsync(200);
  waiting.shift()?.resolve();
  await settle();
  expect(asked.map(({ cursor }) => cursor)).toEqual([{ at: 2 }, { at: 2 }, { at: 3 }]);
});

test('a refusal reaches the adapter, and later items are stored', async () => {
  const { deps, asked, waiting } = await setUp();
  const refused = deps.ingest([], { at: 2 });
  const kept = deps.ingest([], { at: 3 });
  await settle();
  waiting.shift()?.reject(new BackendError('invalid_request', 'no'));
  await expect(refused).rejects.toMatchObject({ code: 'invalid_request' });
  waiting.shift()?.resolve();
  await kept;
  expect(asked).toHaveLength(2);
});

test('its end waits for the adapter’s last note', async () => {
  const { runner, adapter, deps, asked, waiting } = await setUp();
  adapter.dispose.mockImplementation(() => void deps.ingest([], { at: 9 }).catch(() => {}));
  let stopped = false;
  void runner.stop().then(() => {
    stopped = true;
  });
  await settle();
  expect(asked.map(({ cursor }) => cursor)).toEqual([{ at: 9 }]);
  expect(stopped).toBe(false);
  waiting.shift()?.resolve();
  await settle();
  expect(stopped).toBe(true);
});

test('its end does not wait forever, and nothing is stored after it', async () => {
  const { runner, deps, asked, waiting, retryingClient, status } = await setUp();
  const late = deps.ingest([], { at: 2 });
  late.catch(() => {});
  await settle();
  waiting.shift()?.reject(away);
  const stopped = runner.stop();
  retryingClient.nudge();
  await settle();
  waiting.shift()?.reject(away);
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
  waiting.shift()?.reject(away);
  await expect(late).rejects.toMatchObject({ code: 'unreachable' });
  const before = asked.length;
  await expect(deps.ingest([], { at: 3 })).rejects.toMatchObject({ code: 'unreachable' });
  retryingClient.nudge();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(before);
  expect(status.view().connection).toEqual({ status: 'off' });
});

test('abandoned, it says nothing more, not even what waits', async () => {
  const { runner, adapter, deps, asked, waiting, retryingClient } = await setUp();
  const late = deps.ingest([], { at: 2 });
  late.catch(() => {});
  await settle();
  waiting.shift()?.reject(away);
  await settle();
  adapter.dispose.mockImplementation(() => void deps.ingest([], { at: 9 }).catch(() => {}));
  runner.abandon();
  const stopped = runner.stop();
  retryingClient.nudge();
  await vi.advanceTimersByTimeAsync(0);
  await stopped;
  await expect(late).rejects.toMatchObject({ code: 'unreachable' });
  expect(asked).toHaveLength(1);
});

test('it catches up from its start on, whether or not its channel is there', async () => {
  const { deps, runner, catchingUp } = await setUp();
  expect(catchingUp).toEqual([true]);
  deps.onConnection({ status: 'catching_up' });
  deps.onConnection({ status: 'online' });
  deps.onConnection({ status: 'waiting', trouble: 'timeout', detail: inTheirWords(''), retryAt: null });
  deps.onConnection({ status: 'connecting' });
  await runner.stop();
  expect(catchingUp).toEqual([true, true, false, false, true, false]);
});

test("somebody's writing is reported every three seconds at most, for each channel", async () => {
  const { runner, adapter } = await setUp();
  runner.typing('private-a');
  runner.typing('private-a');
  runner.typing('private-b');
  await vi.advanceTimersByTimeAsync(3_000);
  runner.typing('private-a');
  expect(adapter.typing.mock.calls.flat()).toEqual(['private-a', 'private-b', 'private-a']);
});
