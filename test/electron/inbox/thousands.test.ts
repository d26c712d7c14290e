import { expect, test } from 'vitest';
import type { ListPatch } from '#app/state';
import { PAGE_BYTES } from '#server/inbox';
import type { Notification } from '#server/notification';
import { createInbox, type InboxChange } from '../../../electron/inbox/inbox.ts';
import { ModelBackend } from '../../support/model-backend.ts';

const MISSED = 2_500;
/** As many as a list holds by arrivals alone. */
const HELD = 1_000;

test('however many arrive, the list holds the newest; scrolling loads the others, and they stay', async () => {
  const backend = new ModelBackend(200);
  const changes: InboxChange[] = [];
  const patches: ListPatch[] = [];
  const inbox = createInbox({
    client: () => ({
      sync: async (query) => backend.sync(query),
      list: async (query) => backend.list(query),
      act: async (request) => backend.act(request),
    }),
    start: null,
    onChange: (change) => changes.push(change),
    onPatch: (patch) => patches.push(patch),
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  const ids = async () => (await inbox.list('inbox')).items.map(({ id }) => id);
  const expected = (count: number) =>
    backend
      .items('inbox')
      .slice(0, count)
      .map(({ id }) => id);

  await inbox.list('inbox');
  for (let made = 0; made < MISSED; made += 1) backend.create();
  await inbox.sync('catch-up');
  expect(await ids()).toEqual(expected(HELD));
  expect(await inbox.list('inbox')).toMatchObject({ more: true });
  expect(inbox.state().counts.unread).toBe(MISSED);
  expect(changes.flatMap(({ arrived }) => arrived)).toHaveLength(MISSED);
  // The window shows what it gets, patch by patch.
  const window = new Set<string>();
  for (const patch of patches) {
    for (const { id } of patch.upserts) window.add(id);
    for (const id of patch.removals) window.delete(id);
  }
  expect([...window].sort().reverse()).toEqual(expected(HELD));

  while ((await inbox.list('inbox')).more) await inbox.more('inbox');
  expect(await ids()).toEqual(expected(MISSED));
  inbox.receive(backend.create());
  expect(await ids()).toEqual(expected(MISSED));
});

test('however large its rows, the list is one answer of bounded size, and scrolling loads all of it', async () => {
  const backend = new ModelBackend(200);
  const large = (item: Notification): Notification => ({ ...item, message: 'x'.repeat(60_000) });
  const inbox = createInbox({
    client: () => ({
      sync: async (query) => backend.sync(query),
      async list(query) {
        const page = backend.list(query);
        return { ...page, items: page.items.map(large) };
      },
      act: async (request) => backend.act(request),
    }),
    start: null,
    onPatch: () => {},
    onChange: () => {},
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  for (let made = 0; made < 150; made += 1) backend.create();
  await inbox.list('inbox');
  const seen = new Set<string>();
  for (let loaded = 0; loaded < 3; loaded += 1) {
    for (const { id } of inbox.state().lists.inbox?.items ?? []) seen.add(id);
    await inbox.more('inbox');
  }
  expect(seen.size).toBe(150);
  expect(inbox.state().lists.inbox?.items).toHaveLength(150);

  const answer = await inbox.list('inbox');
  expect(JSON.stringify(answer).length).toBeLessThan(1.1 * PAGE_BYTES);
  expect(answer).toMatchObject({ more: true });
  expect(answer.items.length).toBeGreaterThan(50);
  // What its reader has by now is what the next page goes on from.
  await inbox.more('inbox');
  const ids = inbox.state().lists.inbox?.items.map(({ id }) => id) ?? [];
  expect(ids.length).toBeGreaterThan(answer.items.length);
  const expected = backend.items('inbox').map(({ id }) => id);
  expect(ids).toEqual(expected.slice(0, ids.length));
});

test('an action is over when its result is known, even if its answer has too many rows to list', async () => {
  const backend = new ModelBackend(200);
  const inbox = createInbox({
    client: () => ({
      async sync(query) {
        await new Promise(setImmediate);
        return backend.sync(query);
      },
      list: async (query) => backend.list(query),
      act: async (request) => ({ ...backend.act(request), changed: null }),
    }),
    start: null,
    onChange: () => {},
    onPatch: () => {},
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  await inbox.sync('catch-up');
  for (let made = 0; made < 60; made += 1) backend.create();
  await inbox.sync('catch-up');
  await inbox.list('unread');
  await inbox.act({ action: 'read', view: 'unread', up_to_revision: backend.revision });
  expect(inbox.state().counts.unread).toBe(0);
  expect((await inbox.list('unread')).items).toEqual([]);
});
