import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Action, View } from '#server/inbox';
import { filterKey, type ListFilter, matches } from '#server/rules/list-filter';
import { newestFirst } from '#server/rules/order';
import { createInboxClient, type InboxChange, type Transport } from '../../../server/client/client.ts';
import { ModelBackend } from '../../support/model-backend.ts';

const VIEWS: readonly View[] = ['inbox', 'unread', 'done'];
const SOURCES = ['s-a', 's-b'];
const FILTERS: readonly ListFilter[] = VIEWS.flatMap((view) =>
  [null, 's-a'].map((source) => ({ view, source, q: '' })),
);
const ACTIONS: readonly Action[] = ['read', 'unread', 'done', 'restore', 'delete'];

type Step =
  | Readonly<{ kind: 'create'; place: string; source: string; channel: Channel }>
  | Readonly<{ kind: 'move'; pick: number; place: string; channel: Channel }>
  | Readonly<{ kind: 'act'; action: Action; pick: number; channel: Channel }>
  | Readonly<{ kind: 'all'; action: Action; view: View; channel: Channel }>
  | Readonly<{ kind: 'load' | 'more'; filter: ListFilter }>
  | Readonly<{ kind: 'replace' | 'reconnect' }>;
type Channel = 'once' | 'twice' | 'lost' | 'without rows';

const channel = fc.constantFrom<Channel>('once', 'once', 'twice', 'lost', 'without rows');
/** Its place in the list, by seconds. */
const place = fc.integer({ min: 10, max: 30 }).map((second) => `2026-11-22T10:00:${second}.000000Z`);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      place,
      source: fc.constantFrom(...SOURCES),
      channel,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('move' as const), pick: fc.nat(30), place, channel }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      action: fc.constantFrom(...ACTIONS),
      pick: fc.nat(30),
      channel,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('all' as const),
      action: fc.constantFrom(...ACTIONS),
      view: fc.constantFrom(...VIEWS),
      channel,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('load' as const, 'more' as const),
      filter: fc.constantFrom(...FILTERS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('reconnect' as const, 'replace' as const) }) },
);

/** Runs the steps against the real inbox over a channel and a network that answer in any order. */
async function run(
  steps: readonly Step[],
  scheduler: fc.Scheduler,
  { reconnects }: Readonly<{ reconnects: boolean }> = { reconnects: true },
) {
  const backend = new ModelBackend();
  const slow = async <T>(answer: () => T): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), 'request');
    return scheduler.schedule(Promise.resolve(answer()), 'answer');
  };
  const transport: Transport = {
    sync: (query) => slow(() => backend.sync(query)),
    list: (query) => slow(() => backend.list(query)),
    act: (request) => slow(() => backend.act(request)),
  };
  const changes: InboxChange[] = [];
  const inbox = createInboxClient({
    transport,
    start: null,
    onChange: (change) => void changes.push(change),
    onSyncFailed: (error) => {
      throw error;
    },
  });
  const pending: Promise<unknown>[] = [inbox.sync('catch-up')];
  const publish = (delta: ReturnType<ModelBackend['create']>, how: Channel): void => {
    const sent = how === 'without rows' ? { ...delta, changed: null } : delta;
    const copies = how === 'lost' ? 0 : how === 'twice' ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      pending.push(scheduler.schedule(Promise.resolve(sent), 'event').then(inbox.receive));
    }
  };
  for (const now of steps) {
    switch (now.kind) {
      case 'create':
        publish(backend.create({ surfaced_at: now.place, source: now.source }), now.channel);
        break;
      case 'move': {
        const all = (['inbox', 'done'] as const).flatMap((view) => backend.items(view));
        const target = all[now.pick % Math.max(1, all.length)];
        if (target !== undefined) publish(backend.move(target.id, now.place), now.channel);
        break;
      }
      case 'act': {
        const all = VIEWS.slice(0, 1)
          .concat('done')
          .flatMap((view) => backend.items(view));
        const target = all[now.pick % Math.max(1, all.length)];
        if (target !== undefined) publish(backend.act({ action: now.action, ids: [target.id] }), now.channel);
        break;
      }
      case 'all':
        publish(
          backend.act({ action: now.action, view: now.view, up_to_revision: backend.revision }),
          now.channel,
        );
        break;
      case 'load':
        pending.push(inbox.rows(now.filter).load());
        break;
      case 'more':
        pending.push(inbox.rows(now.filter).more());
        break;
      case 'replace':
        backend.replace();
        break;
      case 'reconnect':
        pending.push(inbox.sync('catch-up'));
        break;
      default:
        now satisfies never;
    }
    if (scheduler.count() > 0) await scheduler.waitNext(1);
  }
  await scheduler.waitIdle();
  if (reconnects) pending.push(inbox.sync('catch-up'));
  await scheduler.waitFor(Promise.all(pending));
  return { backend, inbox, changes };
}

test('any loss, duplication, reordering, deletion, paging and in-flight sync ends in the backend’s state', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.scheduler(), async (steps, scheduler) => {
      const { backend, inbox, changes } = await run(steps, scheduler);
      const state = inbox.state();
      expect([state.epoch, state.revision, state.counts]).toEqual([
        backend.epoch,
        backend.revision,
        backend.counts(),
      ]);
      for (const filter of FILTERS) {
        const list = state.lists.get(filterKey(filter));
        if (list === undefined) continue;
        const { floor } = list;
        expect(list.items).toEqual(
          backend
            .items(filter.view)
            .filter((item) => matches(filter, item) && (floor === null || newestFirst(item, floor) <= 0)),
        );
      }
      const lastReset = changes.findLastIndex((change) => change.reset);
      const since = changes[lastReset]?.state.revision ?? 0;
      const arrived = new Set(
        changes.slice(lastReset).flatMap((change) => change.arrived.map((item) => item.id)),
      );
      for (const item of backend.items('unread')) {
        const untouched = item.revision === item.created_revision;
        if (untouched && item.created_revision > since) expect(arrived).toContain(item.id);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('over a channel that delays and repeats but loses nothing, no later sync is needed', async () => {
  const lossless = step.map((one) =>
    'channel' in one && one.channel === 'lost' ? { ...one, channel: 'once' as const } : one,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        lossless.filter((one) => one.kind !== 'replace'),
        { maxLength: 40 },
      ),
      fc.scheduler(),
      async (steps, scheduler) => {
        const { backend, inbox } = await run(steps, scheduler, { reconnects: false });
        const { revision, counts } = inbox.state();
        expect([revision, counts]).toEqual([backend.revision, backend.counts()]);
      },
    ),
    { numRuns: 1_000 },
  );
});
