/** The inboxes of the window and of the main process end as the backend's, whatever is hidden, merged, delayed or reordered. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bridge, CallName } from '#app/ipc';
import type { InboxPush } from '#app/state';
import type { ActionRequest, RequestedAction, UndoRequest } from '#server/inbox';
import { type ListFilter, matches } from '#server/rules/list-filter';
import { newestFirst } from '#server/rules/order';
import { createRelay } from '../../../electron/inbox/relay.ts';
import { createInbox } from '../../../renderer/state/inbox.ts';
import { createInboxClient } from '../../../server/client/client.ts';
import { ModelBackend } from '../../support/model-backend.ts';

const ACTIONS: readonly RequestedAction[] = [
  ...(['read', 'unread', 'done', 'restore', 'save', 'delete', 'purge'] as const),
  { kind: 'snooze', until: '2026-11-22T12:00:00.000000Z' },
];
const FILTERS: readonly ListFilter[] = [
  { view: 'inbox', source: null, q: '' },
  { view: 'unread', source: null, q: '' },
  { view: 'bin', source: null, q: '' },
  { view: 'inbox', source: 's-a', q: '' },
];

type Step =
  /** `heard`: when main hears of it. */
  | Readonly<{ kind: 'create'; source: string; heard: 'now' | 'later' | 'never' }>
  /** By its user in the window, or elsewhere. */
  | Readonly<{ kind: 'act'; action: RequestedAction; pick: number; here: boolean }>
  | Readonly<{ kind: 'undo'; pick: number; here: boolean }>
  | Readonly<{ kind: 'load' | 'more' | 'close'; filter: ListFilter }>
  /** `tooMuch`: as when there is more than a push has room for. */
  | Readonly<{ kind: 'frame'; tooMuch: boolean }>
  | Readonly<{ kind: 'hide' | 'show' | 'replace' | 'reconnect' }>;

const filter = fc.constantFrom(...FILTERS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      source: fc.constantFrom('s-a', 's-b'),
      heard: fc.constantFrom('now' as const, 'now' as const, 'later' as const, 'never' as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      action: fc.constantFrom(...ACTIONS),
      pick: fc.nat(30),
      here: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('undo' as const), pick: fc.nat(5), here: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('load' as const, 'more' as const), filter }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), filter }) },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('frame' as const), tooMuch: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('hide' as const, 'show' as const, 'show' as const, 'reconnect' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const) }) },
);

async function run(steps: readonly Step[], scheduler: fc.Scheduler) {
  const backend = new ModelBackend(30);
  const later = async <T>(what: string, answer: () => T | Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), `${what} asked`);
    const value = await answer();
    return scheduler.schedule(Promise.resolve(value), `${what} answered`);
  };
  const http = backend.transport(later);
  const onSyncFailed = (error: unknown): never => {
    throw error;
  };
  const pending: Promise<unknown>[] = [];
  let shown = true;
  let tooMuch = false;
  const main = createInboxClient({
    transport: http,
    start: { epoch: backend.epoch, revision: 0 },
    onChange: (change) => relay.take(change),
    onSyncFailed,
  });
  let listen: (push: InboxPush) => void = () => {};
  const relay = createRelay({
    state: main.state,
    // The steps say when a frame is over.
    isVisible: () => false,
    push(payload) {
      const push = tooMuch ? ({ kind: 'behind' } as const) : payload;
      pending.push(scheduler.schedule(Promise.resolve(push), 'push').then(listen));
    },
  });
  const seen = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    if (shown) relay.flush();
    return value;
  };
  const calls: Readonly<Partial<Record<CallName, (args: never) => Promise<unknown>>>> = {
    'inbox.sync': http.sync,
    'inbox.list': http.list,
    'inbox.act': (request: ActionRequest) => seen(main.act(request)),
    'inbox.undo': ({ batch }: UndoRequest) => seen(main.undo(batch)),
    'inbox.count': () => {
      throw new Error('not part of this test');
    },
    'inbox.batches': () => main.batches(),
  };
  const window = createInbox({
    call: (name, args) =>
      later(name, async () => ({ ok: true, value: await calls[name]?.(args as never) })) as never,
    on(_name, listener) {
      listen = listener as typeof listen;
      return () => {};
    },
  } satisfies Bridge);
  const rows = new Map(FILTERS.map((one) => [one, window.rows(one)]));
  for (const one of rows.values()) pending.push(one.load());

  for (const now of steps) {
    switch (now.kind) {
      case 'create': {
        const delta = backend.create({ source: now.source });
        if (now.heard === 'now') main.receive(delta);
        if (now.heard === 'later')
          pending.push(scheduler.schedule(Promise.resolve(delta), 'event').then(main.receive));
        break;
      }
      case 'act': {
        const all = (['inbox', 'snoozed', 'done', 'bin'] as const).flatMap((view) => backend.items(view));
        const id = all[now.pick % Math.max(1, all.length)]?.id;
        if (id === undefined) break;
        const request = { action: now.action, ids: [id] };
        if (now.here) pending.push(window.act(request));
        else backend.act(request);
        break;
      }
      case 'undo': {
        const batches = backend.batches();
        const id = batches[now.pick % Math.max(1, batches.length)]?.id;
        if (id === undefined) break;
        const { epoch } = backend;
        const unlessReplaced = (error: unknown): void => {
          if (backend.epoch === epoch) throw error;
        };
        if (now.here) pending.push(window.undo(id).catch(unlessReplaced));
        else backend.undo(id);
        break;
      }
      case 'load':
      case 'more':
        pending.push(rows.get(now.filter)?.[now.kind]() ?? Promise.resolve());
        break;
      case 'close':
        rows.get(now.filter)?.close();
        expect(rows.get(now.filter)?.get()).toBeNull();
        rows.set(now.filter, window.rows(now.filter));
        break;
      case 'frame':
        tooMuch = now.tooMuch;
        if (shown) relay.flush();
        tooMuch = false;
        break;
      case 'hide':
        shown = false;
        break;
      case 'show':
        shown = true;
        relay.flush();
        break;
      case 'replace':
        backend.replace();
        break;
      case 'reconnect':
        pending.push(main.sync('catch-up'));
        break;
      default:
        now satisfies never;
    }
    await scheduler.waitNext(Math.min(scheduler.count(), 2));
  }
  await scheduler.waitIdle();
  await scheduler.waitFor(Promise.all([...pending, main.sync('catch-up')]));
  relay.flush();
  await scheduler.waitIdle();
  return { backend, main, window, rows };
}

test('any order of pushes, answers, frames and hiding ends in the backend’s lists and numbers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 50, size: 'max' }),
      fc.scheduler(),
      async (steps, scheduler) => {
        const { backend, main, window, rows } = await run(steps, scheduler);
        const level = { epoch: backend.epoch, revision: backend.revision, counts: backend.counts() };
        expect(main.state()).toMatchObject(level);
        // A window that never got an answer has nothing to keep level.
        if (window.state().epoch === null) return;
        expect(window.state()).toMatchObject({ ...level, syncing: false });
        for (const one of rows.values()) {
          const list = one.get();
          if (list === null) continue;
          const wanted = backend
            .items(one.filter.view ?? 'inbox')
            .filter((item) => matches(one.filter, item));
          expect(list.items).toEqual(
            wanted.filter((item) => list.floor === null || newestFirst(item, list.floor) <= 0),
          );
        }
      },
    ),
    { numRuns: 200 },
  );
});
