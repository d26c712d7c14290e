/** Two devices of one user: whatever both do, undo and miss, and in whatever order they hear of it, both end as the server. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delta, RequestedAction, View } from '#server/inbox';
import { filterKey, type ListFilter, matches } from '#server/rules/list-filter';
import { newestFirst, newsRevision } from '#server/rules/order';
import { VIEWS } from '#server/rules/state';
import { createInboxClient, type InboxChange, type InboxClient } from '../../../server/client/client.ts';
import { ModelBackend } from '../../support/model-backend.ts';

const SOURCES = ['s-a', 's-b'];
const FILTERS: readonly ListFilter[] = VIEWS.flatMap((view) => [
  ...[null, 's-a'].map((source) => ({ view, source, q: '' })),
  { view, source: 's-a', q: '', thread: 'k' },
]);
const ACTIONS: readonly RequestedAction[] = [
  ...(['read', 'unread', 'done', 'restore', 'save', 'unsave', 'unsnooze', 'delete', 'purge'] as const),
  { kind: 'snooze', until: '2026-11-22T12:00:00.000000Z' },
];
/** Places with content. */
const SHELVES = ['inbox', 'snoozed', 'done', 'bin'] as const;

/** How a device hears of a change on its channel. */
type Heard = 'once' | 'twice' | 'lost' | 'without rows';
/** 0 and 1: the devices; 2: somewhere else. */
type Who = 0 | 1 | 2;

type Change = Readonly<
  (
    | { kind: 'create'; place: string; source: string; key: string | null }
    | { kind: 'move' | 'wake'; pick: number; place: string }
    | { kind: 'act'; action: RequestedAction; pick: number; who: Who }
    | { kind: 'all'; action: RequestedAction; view: View; who: Who }
    | { kind: 'undo'; pick: number; who: Who }
  ) & { heard: readonly [Heard, Heard] }
>;
type Step =
  | Change
  | Readonly<{ kind: 'load' | 'more'; filter: ListFilter; device: 0 | 1 }>
  | Readonly<{ kind: 'reconnect'; device: 0 | 1 }>
  | Readonly<{ kind: 'replace' }>;

const is = <const K extends string>(...kinds: K[]) => ({ kind: fc.constantFrom(...kinds) });
const heardBy = fc.constantFrom<Heard>('once', 'once', 'twice', 'lost', 'without rows');
const heard = fc.tuple(heardBy, heardBy);
const who = fc.constantFrom<Who>(0, 1, 2);
const device = fc.constantFrom(0 as const, 1 as const);
const action = fc.constantFrom(...ACTIONS);
const pick = fc.nat(30);
/** Its place in the list, by seconds. */
const place = fc.integer({ min: 10, max: 30 }).map((second) => `2026-11-22T10:00:${second}.000000Z`);
const source = fc.constantFrom(...SOURCES);
const key = fc.constantFrom(null, 'k', 'l');

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ ...is('create'), place, source, key, heard }) },
  { weight: 2, arbitrary: fc.record({ ...is('move', 'wake'), pick, place, heard }) },
  { weight: 8, arbitrary: fc.record({ ...is('act'), action, pick, who, heard }) },
  { weight: 1, arbitrary: fc.record({ ...is('all'), action, view: fc.constantFrom(...VIEWS), who, heard }) },
  { weight: 4, arbitrary: fc.record({ ...is('undo'), pick, who, heard }) },
  {
    weight: 4,
    arbitrary: fc.record({ ...is('load', 'more'), filter: fc.constantFrom(...FILTERS), device }),
  },
  { weight: 1, arbitrary: fc.record({ ...is('reconnect'), device }) },
  { weight: 1, arbitrary: fc.record(is('replace')) },
);

/** Runs the steps against two real clients over channels and a network that answer in any order. */
async function run(
  steps: readonly Step[],
  scheduler: fc.Scheduler,
  { reconnects }: Readonly<{ reconnects: boolean }> = { reconnects: true },
) {
  const backend = new ModelBackend();
  const pending: Promise<unknown>[] = [];
  const devices = [0, 1].map(() => {
    const changes: InboxChange[] = [];
    const inbox = createInboxClient({
      transport: backend.transport(async (call, answer) => {
        await scheduler.schedule(Promise.resolve(), `${call} asked`);
        return scheduler.schedule(Promise.resolve(answer()), `${call} answered`);
      }),
      start: null,
      onChange: (change) => void changes.push(change),
      onSyncFailed: (error) => {
        throw error;
      },
    });
    pending.push(inbox.sync('catch-up'));
    return { inbox, changes };
  });

  function publish(delta: Delta, how: readonly Heard[]): void {
    if (delta.changed?.length === 0) return;
    for (const [index, { inbox }] of devices.entries()) {
      const sent = how[index] === 'without rows' ? { ...delta, changed: null } : delta;
      const copies = how[index] === 'lost' ? 0 : how[index] === 'twice' ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        pending.push(scheduler.schedule(Promise.resolve(sent), 'event').then(inbox.receive));
      }
    }
  }
  /** On a device its answer tells of it, and the others hear of it when the server has done it. */
  function by(
    actor: Who,
    how: readonly Heard[],
    ask: (at: Pick<InboxClient, 'act' | 'undo'>) => unknown,
  ): void {
    const served: Pick<InboxClient, 'act' | 'undo'> = {
      act: async (request) => backend.act(request),
      undo: async (batch) => backend.undo(batch),
    };
    const { epoch } = backend;
    const asked = Promise.resolve(ask(devices[actor]?.inbox ?? served)).then(
      (answer) => publish((answer as { delta: Delta }).delta, how),
      (error) => {
        // What is to be undone went with its database.
        if (backend.epoch === epoch) throw error;
      },
    );
    pending.push(asked);
  }
  const one = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)];

  for (const now of steps) {
    switch (now.kind) {
      case 'create':
        publish(
          backend.create({ surfaced_at: now.place, source: now.source, group_key: now.key }),
          now.heard,
        );
        break;
      case 'move':
      case 'wake': {
        const shelves = now.kind === 'wake' ? (['snoozed'] as const) : SHELVES;
        const target = one(
          shelves.flatMap((view) => backend.items(view)),
          now.pick,
        );
        if (target !== undefined) publish(backend[now.kind](target.id, now.place), now.heard);
        break;
      }
      case 'act': {
        const target = one(
          SHELVES.flatMap((view) => backend.items(view)),
          now.pick,
        );
        if (target === undefined) break;
        by(now.who, now.heard, ({ act }) => act({ action: now.action, ids: [target.id] }));
        break;
      }
      case 'all': {
        const { action, view } = now;
        by(now.who, now.heard, ({ act }) => act({ action, view, up_to_revision: backend.revision }));
        break;
      }
      case 'undo': {
        const batch = one(backend.batches(), now.pick);
        if (batch !== undefined) by(now.who, now.heard, ({ undo }) => undo(batch.id));
        break;
      }
      case 'load':
      case 'more': {
        const rows = devices[now.device]?.inbox.rows(now.filter);
        pending.push(now.kind === 'load' ? (rows?.load() as Promise<void>) : (rows?.more() as Promise<void>));
        break;
      }
      case 'replace':
        backend.replace();
        break;
      case 'reconnect':
        pending.push(devices[now.device]?.inbox.sync('catch-up') as Promise<void>);
        break;
      default:
        now satisfies never;
    }
    if (scheduler.count() > 0) await scheduler.waitNext(1);
  }
  await scheduler.waitIdle();
  if (reconnects) pending.push(...devices.map(({ inbox }) => inbox.sync('catch-up')));
  await scheduler.waitFor(Promise.all(pending));
  return { backend, devices };
}

test('any loss, repetition, order, action, undo, paging and sync of two devices ends in the server’s state', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.scheduler(), async (steps, scheduler) => {
      const { backend, devices } = await run(steps, scheduler);
      for (const { inbox, changes } of devices) {
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
              .items(filter.view ?? 'inbox')
              .filter((item) => matches(filter, item) && (floor === null || newestFirst(item, floor) <= 0)),
          );
        }
        // What an undo or a restore brings back is no news to somebody who knew it.
        for (const [index, { arrived }] of changes.entries()) {
          const known = changes[index - 1]?.state.revision ?? 0;
          expect(arrived.filter((item) => newsRevision(item) <= known)).toEqual([]);
        }
        const lastReset = changes.findLastIndex((change) => change.reset);
        const since = changes[lastReset]?.state.revision ?? 0;
        const arrived = new Map(
          changes
            .slice(lastReset)
            .flatMap((change) => change.arrived.map((item) => [item.id, newsRevision(item)])),
        );
        for (const item of backend.items('unread')) {
          if (item.revision === newsRevision(item) && item.revision > since) {
            expect(arrived.get(item.id)).toBe(item.revision);
          }
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('over channels that delay and repeat but lose nothing, no later sync is needed', async () => {
  const lossless = step.map((one) =>
    'heard' in one
      ? { ...one, heard: one.heard.map((how) => (how === 'lost' ? 'once' : how)) as [Heard, Heard] }
      : one,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        lossless.filter((one) => one.kind !== 'replace'),
        { maxLength: 40 },
      ),
      fc.scheduler(),
      async (steps, scheduler) => {
        const { backend, devices } = await run(steps, scheduler, { reconnects: false });
        for (const { inbox } of devices) {
          const { revision, counts } = inbox.state();
          expect([revision, counts]).toEqual([backend.revision, backend.counts()]);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
