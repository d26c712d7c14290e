import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SourceDefinition } from '#app/source-definition';
import type { OutboxEntry, OutboxResult } from '#server/outbox';
import type { Cursor, IngestRequest } from '#server/source';
import { type BackendClient, BackendError } from '../../../electron/backend/client.ts';
import type { AdapterDeps } from '../../../electron/sources/adapter.ts';
import { createSourceManager } from '../../../electron/sources/manager.ts';
import { createRetryingClient } from '../../../electron/sources/retrying-client.ts';
import type { UpstreamResult } from '../../../electron/sources/upstream-result.ts';
import { createSourceStore } from '../../../electron/sources/vault/source-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const DELTA = { epoch: 'e', revision: 1, counts: { unread: 0, by_source: {} }, changed: [] };
const TEAM: SourceDefinition = {
  ...{ id: 's-team', name: 'Team', colour: 'blue', enabled: true },
  ...{ kind: 'belfry', url: 'https://team.example' },
};

/** A manager of one source, whose adapter records at its end that it was at `at`, on a backend whose database may be another. */
async function setUp() {
  const adapters: AdapterDeps[] = [];
  const world = {
    ...{ away: false, cursors: [] as (Cursor | undefined)[] },
    /** Waiting reads, of which the source accepts this many; the others have to come later. */
    ...{ outbox: [] as string[], added: 0, takes: 0 },
  };
  const counts = () => ({ unread: 0, pending: world.outbox.length, pending_reads: world.outbox.length });
  const entryOf = (id: string): OutboxEntry => ({
    ...{ id, source: 's-team', notification_id: id, external_id: id },
    ...{ action: 'read', reply: null, attempts: 0 },
  });
  const client = {
    register: async (id: string) => ({ id, kind: 'belfry', cursor: null, ...counts() }),
    sources: async () => [{ id: 's-team', kind: 'belfry', cursor: null, ...counts() }],
    outbox: async () => ({
      entries: world.takes === 0 ? [] : world.outbox.slice(0, 50).map(entryOf),
      next_at: null,
    }),
    async report(results: readonly OutboxResult[]) {
      const done = new Set(results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id));
      world.outbox = world.outbox.filter((id) => !done.has(id));
    },
    async ingest({ cursor }: IngestRequest) {
      if (world.away) throw new BackendError('unreachable', 'away');
      world.cursors.push(cursor);
      return { outcomes: [], delta: DELTA };
    },
    // All that is asked of it here.
  } satisfies Partial<BackendClient> as unknown as BackendClient;
  const manager = createSourceManager({
    store: createSourceStore(
      { fields: () => ({ sources: [TEAM] }), isReadable: () => true, change: () => {} },
      { onOdd: () => {}, log: () => {} },
    ),
    lastEvents: { of: () => [], add() {}, forget() {}, dispose() {} },
    retryingClient: createRetryingClient({ client: () => client }),
    client: () => client,
    async createAdapter(_definition, deps) {
      const number = adapters.push(deps);
      return {
        ...{ start() {}, kick() {}, typing() {} },
        deliver: async (entries: readonly OutboxEntry[]) =>
          entries.map((): UpstreamResult => {
            if (world.takes === 0) return { outcome: 'later', after_ms: 60_000 };
            world.takes -= 1;
            return { outcome: 'done' };
          }),
        dispose: () => void deps.ingest([], { at: `the end of ${number}` }).catch(() => {}),
      };
    },
    deliverLocal: async () => [],
    deliverRequests: async () => [],
    ...{ onDelta() {}, onCatchingUp() {}, onChange() {}, log() {} },
    now: () => new Date(),
    random: () => 0,
  });
  manager.begin();
  manager.backendReady('first');
  await settle();
  return { manager, adapters, world };
}

test('reports about a replaced database do not reach the next one', async () => {
  const { manager, adapters, world } = await setUp();
  const before = adapters[0]?.ingest([], { at: 'before' });
  await before;
  world.away = true;
  const late = adapters[0]?.ingest([], { at: 'late' });
  late?.catch(() => {});
  await settle();
  world.away = false;
  manager.backendReady('second');
  await vi.advanceTimersByTimeAsync(20_000);
  await expect(late).rejects.toMatchObject({ code: 'unreachable' });
  expect(world.cursors).toEqual([{ at: 'before' }]);
  expect(adapters).toHaveLength(2);
  await adapters[1]?.ingest([], { at: 'anew' });
  expect(world.cursors.at(-1)).toEqual({ at: 'anew' });
});

test('a backend that comes back with the same database gets what waited for it', async () => {
  const { manager, adapters, world } = await setUp();
  world.away = true;
  const late = adapters[0]?.ingest([], { at: 'late' });
  await settle();
  world.away = false;
  manager.backendReady('first');
  await late;
  expect(world.cursors).toEqual([{ at: 'late' }]);
  expect(adapters).toHaveLength(1);
});

test('how far a burst of reads has come is known from its first to its last, however fast it begins', async () => {
  const { manager, world } = await setUp();
  async function after(reads: number, takes: number) {
    for (let index = 0; index < reads; index += 1) world.outbox.push(`${world.added++}`);
    world.takes = takes;
    manager.inboxChanged();
    await vi.advanceTimersByTimeAsync(1_500);
    return manager.pending('s-team');
  }
  expect(await after(0, 0)).toEqual({ pending: 0, marking: null });
  expect(await after(330, 217)).toEqual({ pending: 113, marking: { done: 217, total: 330 } });
  // Twenty more are read meanwhile.
  expect(await after(20, 10)).toEqual({ pending: 123, marking: { done: 227, total: 350 } });
  expect(await after(0, 123)).toEqual({ pending: 0, marking: null });
  expect(await after(12, 0)).toEqual({ pending: 12, marking: { done: 0, total: 12 } });
});
