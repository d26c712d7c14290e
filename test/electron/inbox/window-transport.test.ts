/** The window's inbox behind main's: whatever is hidden, put together, delayed or overtaken, both end as the backend's. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bridge, CallName } from '#app/ipc';
import type { InboxPush } from '#app/state';
import type { Action } from '#server/inbox';
import { type Filter, matches } from '#server/rules/filter';
import { newestFirst } from '#server/rules/order';
import { createRelay } from '../../../electron/inbox/relay.ts';
import { createInbox } from '../../../renderer/state/inbox.ts';
import { createInboxClient, type Transport } from '../../../server/client/client.ts';
import { ModelBackend } from '../../support/model-backend.ts';

const ACTIONS: readonly Action[] = ['read', 'unread', 'archive', 'unarchive', 'delete'];
const FILTERS: readonly Filter[] = [
  { view: 'inbox', source: null, q: '' },
  { view: 'unread', source: null, q: '' },
  { view: 'inbox', source: 's-a', q: '' },
];

type Step =
  /** `many`: more than one push has room for. */
  | Readonly<{ kind: 'create'; source: string; many: boolean; heard: boolean }>
  /** By its user in the window, or elsewhere. */
  | Readonly<{ kind: 'act'; action: Action; pick: number; here: boolean }>
  | Readonly<{ kind: 'load' | 'more' | 'close'; filter: Filter }>
  | Readonly<{ kind: 'frame' | 'hide' | 'show' | 'replace' | 'reconnect' }>;

const filter = fc.constantFrom(...FILTERS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      source: fc.constantFrom('s-a', 's-b'),
      many: fc.integer({ max: 20 }).map((n) => n === 0),
      heard: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      action: fc.constantFrom(...ACTIONS),
      pick: fc.nat(30),
      here: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('load' as const, 'more' as const), filter }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), filter }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('frame' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('hide' as const, 'show' as const, 'reconnect' as const) }),
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
  const http: Transport = {
    sync: (query) => later('sync', () => backend.sync(query)),
    list: (query) => later('list', () => backend.list(query)),
    act: (request) => later('act', () => backend.act(request)),
  };
  const onSyncFailed = (error: unknown): never => {
    throw error;
  };
  const pending: Promise<unknown>[] = [];
  let shown = true;
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
    push: (payload) => void pending.push(scheduler.schedule(Promise.resolve(payload), 'push').then(listen)),
  });
  const calls: Readonly<Partial<Record<CallName, (args: never) => Promise<unknown>>>> = {
    'inbox.sync': http.sync,
    'inbox.list': http.list,
    async 'inbox.act'(request: Parameters<Transport['act']>[0]) {
      const delta = await main.act(request);
      if (shown) relay.flush();
      return delta;
    },
  };
  const window = createInbox({
    call: (name, args) =>
      later(name, async () => ({ ok: true, value: await calls[name]?.(args as never) })) as never,
    on(_name, listener) {
      listen = listener as typeof listen;
      return () => {};
    },
  } satisfies Bridge);
  const rows = FILTERS.map((one) => ({ ...window.rows(one), isOpen: true }));
  const rowsOf = (wanted: Filter) => rows[FILTERS.indexOf(wanted)];

  for (const now of steps) {
    switch (now.kind) {
      case 'create': {
        for (let made = 0; made < (now.many ? 501 : 1); made += 1) {
          const delta = backend.create({ source: now.source });
          if (now.heard) pending.push(scheduler.schedule(Promise.resolve(delta), 'event').then(main.receive));
        }
        break;
      }
      case 'act': {
        const all = [...backend.items('inbox'), ...backend.items('archived')];
        const id = all[now.pick % Math.max(1, all.length)]?.id;
        if (id === undefined) break;
        const request = { action: now.action, ids: [id] };
        if (now.here) pending.push(window.act(request));
        else backend.act(request);
        break;
      }
      case 'load':
        if (rowsOf(now.filter)?.isOpen) pending.push(rowsOf(now.filter)?.load() ?? Promise.resolve());
        break;
      case 'more':
        pending.push(rowsOf(now.filter)?.more() ?? Promise.resolve());
        break;
      case 'close': {
        const one = rowsOf(now.filter);
        if (one?.isOpen) one.close();
        if (one !== undefined) one.isOpen = false;
        break;
      }
      case 'frame':
        if (shown) relay.flush();
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
    if (scheduler.count() > 0) await scheduler.waitNext(1);
  }
  await scheduler.waitIdle();
  await scheduler.waitFor(Promise.all([...pending, main.sync('catch-up')]));
  relay.flush();
  await scheduler.waitIdle();
  return { backend, main, window, rows };
}

test('any order of pushes, answers, frames and hiding ends in the backend’s lists and numbers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.scheduler(), async (steps, scheduler) => {
      const { backend, main, window, rows } = await run(steps, scheduler);
      const level = { epoch: backend.epoch, revision: backend.revision, counts: backend.counts() };
      expect(main.state()).toMatchObject(level);
      // A window that never got an answer has nothing to keep level.
      if (window.state().epoch === null) return;
      expect(window.state()).toMatchObject({ ...level, syncing: false });
      for (const one of rows) {
        const list = one.get();
        if (list === null) continue;
        expect(one.isOpen).toBe(true);
        const wanted = backend.items(one.filter.view).filter((item) => matches(one.filter, item));
        expect(list.items).toEqual(
          wanted.filter((item) => list.floor === null || newestFirst(item, list.floor) <= 0),
        );
      }
    }),
    { numRuns: 300 },
  );
});
