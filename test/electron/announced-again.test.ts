/** What is announced once more, and what never is. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RequestedAction } from '#server/inbox';
import { announcingRun } from '../support/announcing-run.ts';
import { ModelBackend } from '../support/model-backend.ts';

const SNOOZE: RequestedAction = { kind: 'snooze', until: '2026-11-22T12:00:00.000000Z' };
const TOP = '2026-11-22T12:00:00.000000Z';
const ID = '000001';

function setUp() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-announced-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const backend = new ModelBackend(50);
  return { backend, run: () => announcingRun(backend, folder) };
}

/** A run that has announced one notification. */
async function announced() {
  const { backend, run } = setUp();
  const first = run();
  first.present.begin({ epoch: backend.epoch, revision: backend.revision });
  await first.present.catchUp();
  first.inbox.receive(backend.create({ title: 'First' }));
  await expect.poll(first.titles).toEqual(['First']);
  return { backend, run, first };
}

/** Whatever comes after it has a toast: nothing before it is still on its way. */
async function alsoAnnounces(
  { inbox, titles }: ReturnType<typeof announcingRun>,
  backend: ModelBackend,
  before: readonly string[],
): Promise<void> {
  inbox.receive(backend.create({ title: 'Last' }));
  await expect.poll(titles).toEqual([...before, 'Last']);
}

test.each<[string, RequestedAction]>([
  ['read', 'read'],
  ['done', 'done'],
  ['deleted', 'delete'],
  ['snoozed', SNOOZE],
])('what was %s and comes back by an undo has no second toast', async (_what, action) => {
  const { backend, first } = await announced();
  const { batch } = await first.inbox.act({ action, ids: [ID] });
  expect(first.inbox.state().counts.unread).toBe(0);
  expect(await first.inbox.undo(batch ?? '')).toMatchObject({ restored: 1, left: 0 });
  expect(first.inbox.state().counts.unread).toBe(1);
  await alsoAnnounces(first, backend, ['First']);
});

test.each<[RequestedAction, RequestedAction]>([
  ['read', 'unread'],
  ['done', 'restore'],
  ['delete', 'restore'],
  [SNOOZE, 'unsnooze'],
])(
  '%j and %j lead to no second toast, also where another device did both while this one was off',
  async (there, back) => {
    const { backend, first, run } = await announced();
    first.inbox.receive(backend.act({ action: there, ids: [ID] }).delta);
    first.inbox.receive(backend.act({ action: back, ids: [ID] }).delta);
    await alsoAnnounces(first, backend, ['First']);

    backend.act({ action: there, ids: [ID] });
    backend.act({ action: back, ids: [ID] });
    const second = run();
    await second.present.catchUp();
    expect(second.inbox.state().counts.unread).toBe(2);
    second.inbox.receive(backend.create({ title: 'Later' }));
    await expect.poll(second.titles).toEqual(['Later']);
  },
);

test('the end of a snooze is announced once', async () => {
  const { backend, first, run } = await announced();
  first.inbox.receive(backend.act({ action: SNOOZE, ids: [ID] }).delta);
  const woken = backend.wake(ID, TOP);
  first.inbox.receive(woken);
  await expect.poll(first.titles).toEqual(['First', 'First']);
  first.inbox.receive(woken);
  await first.inbox.sync('live');
  const second = run();
  await second.present.catchUp();
  await alsoAnnounces(second, backend, []);
});

test('a snooze that ended while the app was off is announced when it starts', async () => {
  const { backend, first, run } = await announced();
  first.inbox.receive(backend.act({ action: SNOOZE, ids: [ID] }).delta);
  backend.wake(ID, TOP);
  const second = run();
  await second.present.catchUp();
  await expect.poll(second.titles).toEqual(['First']);
});
