import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, SyncPage, View } from '#server/inbox';
import type { Change } from '#server/notification';
import { createInbox, type Inbox } from '../../../server/inbox/inbox.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';
import { Model, type ModelRow } from './model.ts';

const VIEWS = ['inbox', 'unread', 'archived'] as const satisfies readonly View[];
const action = fc.constantFrom<Action>('read', 'unread', 'archive', 'unarchive', 'delete', 'dismiss');

/** `pick` and `back` are taken modulo what there is by then. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('send' as const), key: fc.constantFrom(null, 'a', 'b') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ids' as const),
      action,
      picks: fc.uniqueArray(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('view' as const),
      action,
      view: fc.constantFrom(...VIEWS),
      back: fc.nat({ max: 4 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Reader = { revision: number; rows: Map<string, Change> };

/** As a client reads: from its revision on, page by page. */
async function catchUp(inbox: Inbox, userId: number, reader: Reader): Promise<void> {
  let after: string | null = null;
  let page: SyncPage;
  do {
    page = await inbox.sync(userId, { since: reader.revision, ...(after === null ? {} : { after }) });
    expect(page.reset).toBe(false);
    for (const change of page.changed) {
      if ('deleted' in change) reader.rows.delete(change.id);
      else reader.rows.set(change.id, change);
    }
    after = page.next;
  } while (after !== null);
  reader.revision = page.revision;
}

const shape = ({ id, title, occurrences, revision, read, archived }: ModelRow) => ({
  id,
  title,
  occurrences,
  revision,
  read_at: read ? expect.any(String) : null,
  archived_at: archived ? expect.any(String) : null,
});

async function take(one: Step, index: number, inbox: Inbox, storage: Storage, userId: number, model: Model) {
  if (one.kind === 'send') {
    const title = `title ${index}`;
    const content = makeContent({ title, dedupe_key: one.key });
    const { notification } = await storage.work([userId], () => inbox.arrive(userId, content));
    model.send(title, one.key, notification.id);
    return;
  }
  const living = model.living();
  if (one.kind === 'ids') {
    const ids = [...new Set(one.picks.map((pick) => living[pick % living.length] ?? ''))];
    if (living.length === 0) return;
    await inbox.apply({ userId, request: { action: one.action, ids } });
    model.act({ action: one.action, ids });
    return;
  }
  const up_to_revision = Math.max(0, model.revision - one.back);
  await inbox.apply({ userId, request: { action: one.action, view: one.view, up_to_revision } });
  model.act({ action: one.action, view: one.view, up_to_revision });
}

describe.each(DRIVERS)('any run of commands on %s', (driver) => {
  test('leaves the inbox, its counts and every reader as the model says', { timeout: 60_000 }, async () => {
    const dataDir = newDataDir();
    const storage = await openTestStorage(dataDir, driver);
    const inbox = createInbox({
      storage,
      publish: () => {},
      receipts: NO_RECEIPTS,
      hasOutboxWorker: false,
      now: Date.now,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
        const model = new Model();
        const readers: Reader[] = [];
        for (const [index, one] of steps.entries()) {
          const reader: Reader = { revision: 0, rows: new Map() };
          await catchUp(inbox, userId, reader);
          readers.push(reader);
          await take(one, index, inbox, storage, userId, model);
          const { revision, counts } = await inbox.position(userId);
          expect({ revision, counts }).toEqual({ revision: model.revision, counts: model.counts() });
        }
        for (const view of VIEWS) {
          expect((await inbox.list(userId, { view })).items).toMatchObject(model.view(view).map(shape));
        }
        expect((await inbox.rowsAt(userId, 0, 1)).total).toBe(model.view('inbox').length);
        for (const reader of readers) {
          await catchUp(inbox, userId, reader);
          const rows = [...reader.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
          expect(rows).toMatchObject(model.rows.filter((row) => !row.deleted).map(shape));
          expect(rows).toHaveLength(model.living().length);
        }
      }),
      { numRuns: 60 },
    );
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});
