/** What the main process pushes to the window's inbox, and when. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { InboxPush } from '#app/state';
import { createRelay } from '../../../electron/inbox/relay.ts';
import { createInboxClient } from '../../../server/client/client.ts';
import { ModelBackend } from '../../support/model-backend.ts';

/** Longer than a frame of a screen. */
const LONG = 100;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function setUp(visible = true) {
  const backend = new ModelBackend(200);
  const world = { visible };
  const pushes: InboxPush[] = [];
  const inbox = createInboxClient({
    transport: backend.transport(),
    start: { epoch: backend.epoch, revision: 0 },
    onChange: (change) => relay.take(change),
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  const relay = createRelay({
    state: inbox.state,
    isVisible: () => world.visible,
    push: (payload) => pushes.push(payload),
  });
  return { backend, world, pushes, inbox, relay };
}

const rowsOf = (push: InboxPush | undefined) =>
  push?.kind === 'delta' ? push.delta.changed?.map(({ id }) => id) : push?.kind;

test('a change is pushed at once, and all changes within one frame together', async () => {
  const { backend, inbox, pushes } = await setUp();
  inbox.receive(backend.create());
  vi.advanceTimersByTime(0);
  expect(pushes).toMatchObject([{ kind: 'delta', since: 0, delta: { revision: 1, counts: { unread: 1 } } }]);
  for (let made = 0; made < 300; made += 1) inbox.receive(backend.create());
  inbox.receive(backend.act({ action: 'done', ids: ['000002'] }).delta);
  expect(pushes).toHaveLength(1);
  vi.advanceTimersByTime(LONG);
  expect(pushes).toHaveLength(2);
  expect(pushes[1]).toMatchObject({ since: 1, delta: { revision: 302, counts: { unread: 300 } } });
  expect(rowsOf(pushes[1])).toHaveLength(300);
});

test('a hidden window gets nothing until it is shown, and then everything in one push', async () => {
  const { backend, world, inbox, relay, pushes } = await setUp(false);
  for (let made = 0; made < 30; made += 1) inbox.receive(backend.create());
  vi.advanceTimersByTime(LONG);
  expect(pushes).toEqual([]);
  relay.flush();
  relay.flush();
  expect(pushes).toMatchObject([{ since: 0, delta: { revision: 30 } }]);
  world.visible = true;
  inbox.receive(backend.create());
  vi.advanceTimersByTime(LONG);
  expect(pushes[1]).toMatchObject({ since: 30, delta: { revision: 31 } });
});

test('with more rows than a page of a sync, the window is told to sync; later changes are pushed again', async () => {
  const { backend, inbox, relay, pushes } = await setUp(false);
  for (let made = 0; made < 600; made += 1) inbox.receive(backend.create());
  relay.flush();
  inbox.receive(backend.create());
  relay.flush();
  expect(pushes.map(rowsOf)).toEqual(['behind', ['000601']]);
  expect(pushes[1]).toMatchObject({ since: 600 });
});

test('rows that are too large are not pushed either', async () => {
  const { backend, inbox, relay, pushes } = await setUp(false);
  for (let made = 0; made < 100; made += 1) inbox.receive(backend.create({ message: 'x'.repeat(60_000) }));
  relay.flush();
  expect(pushes).toEqual([{ kind: 'behind' }]);
});

test('a sync of many pages is pushed after its last page', async () => {
  const { backend, inbox, relay, pushes } = await setUp(false);
  for (let made = 0; made < 450; made += 1) backend.create();
  const syncing = inbox.sync('live');
  relay.flush();
  await syncing;
  relay.flush();
  expect(pushes).toMatchObject([{ since: 0, delta: { revision: 450 } }]);
  expect(rowsOf(pushes[0])).toHaveLength(450);
});

test('after a change of the database the window is told to sync', async () => {
  const { backend, inbox, relay, pushes } = await setUp(false);
  inbox.receive(backend.create());
  relay.flush();
  backend.replace();
  backend.create();
  await inbox.sync('catch-up');
  relay.flush();
  expect(pushes.map(rowsOf)).toEqual([['000001'], 'behind']);
});
