/** A view with one entry for each thread. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RequestedAction } from '#server/inbox';
import { ofView } from '#server/rules/list-filter';
import { newestFirst } from '#server/rules/order';
import { createInboxClient } from '../../../server/client/client.ts';
import { ModelBackend } from '../../support/model-backend.ts';

const ACTIONS: readonly RequestedAction[] = ['read', 'unread', 'done', 'restore', 'delete'];

type Step =
  | Readonly<{ kind: 'create'; key: string | null; place: string; isHeard: boolean }>
  | Readonly<{ kind: 'act'; action: RequestedAction; pick: number; isHeard: boolean }>
  | Readonly<{ kind: 'load' | 'more' | 'reconnect' | 'replace' }>;

const isHeard = fc.boolean();
const place = fc.integer({ min: 10, max: 30 }).map((second) => `2026-11-22T10:00:${second}.000000Z`);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      key: fc.constantFrom(null, 'k', 'l', 'm', 'n'),
      ...{ place, isHeard },
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      action: fc.constantFrom(...ACTIONS),
      pick: fc.nat(30),
      isHeard,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('load' as const, 'more' as const, 'more' as const, 'reconnect' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const) }) },
);

/** @param fails whether the answer to the list's question of this number is lost */
function setUp(scheduler: fc.Scheduler, fails: (question: number) => boolean) {
  const backend = new ModelBackend();
  let questions = 0;
  const inbox = createInboxClient({
    transport: backend.transport(async (call, answer) => {
      questions += 1;
      const isLost = call === 'list' && fails(questions);
      await scheduler.schedule(Promise.resolve(), `${call} asked`);
      const value = answer();
      await scheduler.schedule(Promise.resolve(), `${call} answered`);
      if (isLost) throw new Error('lost');
      return value;
    }),
    start: null,
    onChange: () => {},
    onSyncFailed: (error) => {
      throw error;
    },
  });
  return { backend, inbox };
}

test('any order of changes, losses and pages ends in the server’s threads, as far as they are loaded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.scheduler(),
      fc.func(fc.boolean()),
      async (steps, scheduler, fails) => {
        let reliable = false;
        const { backend, inbox } = setUp(scheduler, (question) => !reliable && fails(question));
        const rows = inbox.threads(ofView('inbox'));
        const pending: Promise<unknown>[] = [inbox.sync('catch-up')];
        const attempt = (asked: Promise<unknown>): void => void pending.push(asked.catch(() => {}));
        for (const now of steps) {
          switch (now.kind) {
            case 'create': {
              const delta = backend.create({ surfaced_at: now.place, group_key: now.key });
              if (now.isHeard) inbox.receive(delta);
              break;
            }
            case 'act': {
              const all = [...backend.items('inbox'), ...backend.items('done'), ...backend.items('bin')];
              const target = all[now.pick % Math.max(1, all.length)];
              if (target === undefined) break;
              const { delta } = backend.act({ action: now.action, ids: [target.id] });
              if (now.isHeard) inbox.receive(delta);
              break;
            }
            case 'replace':
              backend.replace();
              break;
            case 'reconnect':
              attempt(inbox.sync('catch-up'));
              break;
            default:
              attempt(rows[now.kind]());
          }
          if (scheduler.count() > 0) await scheduler.waitNext(1);
        }
        await scheduler.waitIdle();
        reliable = true;
        await scheduler.waitFor(inbox.sync('catch-up'));
        await scheduler.waitIdle();
        await scheduler.waitFor(Promise.all(pending));
        const list = rows.get();
        if (list === null) return;
        const { floor, items } = list;
        expect(items).toEqual(
          backend.threads('inbox').filter((item) => floor === null || newestFirst(item, floor) <= 0),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('a burst of changes asks once, and a closed list asks no more', async () => {
  const backend = new ModelBackend(50);
  const asked: string[] = [];
  const inbox = createInboxClient({
    transport: backend.transport(async (call, answer) => {
      asked.push(call);
      await new Promise(setImmediate);
      return answer();
    }),
    start: null,
    onChange: () => {},
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  await inbox.sync('catch-up');
  const rows = inbox.threads(ofView('inbox'));
  await rows.load();
  asked.length = 0;
  for (let made = 0; made < 40; made += 1) inbox.receive(backend.create({ group_key: 'disk' }));
  await expect
    .poll(() => rows.get()?.items)
    .toMatchObject([{ id: '000040', thread: { rows: 40, unread: 40 } }]);
  expect(asked).toEqual(['list']);
  rows.close();
  inbox.receive(backend.create());
  expect(asked).toEqual(['list']);
});
