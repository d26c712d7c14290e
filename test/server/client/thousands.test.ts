import { expect, test } from 'vitest';
import type { Delta } from '#server/inbox';
import { ofView } from '#server/rules/list-filter';
import { createInboxClient, type InboxChange } from '../../../server/client/client.ts';
import { ModelBackend } from '../../support/model-backend.ts';

const MISSED = 2_500;
/** As many as a list holds by arrivals alone. */
const HELD = 1_000;

const withoutRows = <T extends Readonly<{ delta: Delta }>>(answer: T): T => ({
  ...answer,
  delta: { ...answer.delta, changed: null },
});

test('however many arrive, the list holds the newest of them; the others are loaded by whoever scrolls, and stay', async () => {
  const backend = new ModelBackend(200);
  const changes: InboxChange[] = [];
  const inbox = createInboxClient({
    transport: backend.transport(),
    start: null,
    onChange: (change) => changes.push(change),
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  const rows = inbox.rows(ofView('inbox'));
  const ids = () => rows.get()?.items.map(({ id }) => id);
  const expected = (count: number) =>
    backend
      .items('inbox')
      .slice(0, count)
      .map(({ id }) => id);

  await rows.load();
  for (let made = 0; made < MISSED; made += 1) backend.create();
  await inbox.sync('catch-up');
  expect(ids()).toEqual(expected(HELD));
  expect(rows.get()?.floor).not.toBeNull();
  expect(inbox.state().counts.unread).toBe(MISSED);
  expect(changes.flatMap(({ arrived }) => arrived)).toHaveLength(MISSED);

  while (rows.get()?.floor !== null) await rows.more();
  expect(ids()).toEqual(expected(MISSED));
  inbox.receive(backend.create());
  expect(ids()).toEqual(expected(MISSED));
});

test('an action is over when what it did is known, also where its answer has too many rows to name them', async () => {
  const backend = new ModelBackend(200);
  const inbox = createInboxClient({
    transport: {
      ...backend.transport(),
      async sync(query) {
        await new Promise(setImmediate);
        return backend.sync(query);
      },
      act: async (request) => withoutRows(backend.act(request)),
      undo: async (batch) => withoutRows(backend.undo(batch)),
    },
    start: null,
    onChange: () => {},
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  await inbox.sync('catch-up');
  for (let made = 0; made < 60; made += 1) backend.create();
  await inbox.sync('catch-up');
  const unread = inbox.rows(ofView('unread'));
  await unread.load();
  const { batch } = await inbox.act({ action: 'read', view: 'unread', up_to_revision: backend.revision });
  expect(inbox.state().counts.unread).toBe(0);
  expect(unread.get()?.items).toEqual([]);
  expect(await inbox.undo(batch ?? '')).toMatchObject({ restored: 60, left: 0 });
  expect(inbox.state().counts.unread).toBe(60);
  expect(unread.get()?.items).toHaveLength(60);
});
