import fs from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOBODY, type Step, type Storage } from '../../../server/storage/storage.ts';
import { openTestStorage } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';

let dataDir: string;
let storage: Storage;

beforeAll(async () => {
  dataDir = newDataDir();
  storage = await openTestStorage(dataDir);
});
afterAll(() => {
  storage.close();
  fs.rmSync(dataDir, { recursive: true });
});

const USER = 1;
const ROWS = { userId: USER, batch: 'b', source: 's' } as const;
const PLAN = { topic: 'read', told: { state: 'read', readBy: [] }, on: 'read', off: null } as const;
const BATCH = {
  ...{
    id: 'b',
    user_id: USER,
    revision: 1,
    action: '',
    device: null,
    rows: 0,
    created_at: 0,
    undone_at: null,
    mute: null,
  },
} as const;
// biome-ignore lint/suspicious/noExplicitAny: a row is not looked at before its user is
const ROW = { user_id: USER } as any;

/** Whatever changes an inbox, or what belongs to one. */
const CALLS: Readonly<Record<string, (storage: Storage) => Step<unknown>>> = {
  'users.advance': ({ users }) => users.advance(USER, { unread: 0, shown: 0 }),
  'users.arrive': ({ users }) => users.arrive(USER, 0, { unread: 1, shown: 1 }),
  'users.count': ({ users }) => users.count(USER, { unread: 0, shown: 0 }),
  'users.decide': ({ users }) => users.decide(USER, 'v'),
  'users.surface': ({ users }) => users.surface(USER, 1, 0),
  'users.notePlace': ({ users }) => users.notePlace(USER, 0),
  'users.countSource': ({ users }) => users.countSource(USER, 's', 1),
  'notifications.insert': ({ notifications }) => notifications.insert(ROW),
  'notifications.save': ({ notifications }) => notifications.save(ROW),
  'notifications.purgeSource': ({ notifications }) => notifications.purgeSource(USER, 's', 1, 0),
  'notifications.wipe': ({ notifications }) => notifications.wipe(USER, 1),
  'batches.insert': ({ batches }) => batches.insert(BATCH),
  'batches.collect': ({ batches }) => batches.collect(BATCH, 'read', { ids: [] }),
  'batches.apply': ({ batches }) => batches.apply(BATCH, { kind: 'read' }),
  'batches.noteMute': ({ batches }) => batches.noteMute(BATCH, ''),
  'batches.count': ({ batches }) => batches.count(BATCH, 1),
  'batches.collectUntouched': ({ batches }) => batches.collectUntouched(BATCH, BATCH),
  'batches.restore': ({ batches }) => batches.restore(BATCH, BATCH),
  'batches.markUndone': ({ batches }) => batches.markUndone(BATCH, 0),
  'batches.remove': ({ batches }) => batches.remove(BATCH),
  'batches.limit': ({ batches }) => batches.limit(USER, 1),
  'rules.insert': ({ rules }) => rules.insert(USER, ROW),
  'rules.save': ({ rules }) => rules.save(USER, ROW),
  'rules.move': ({ rules }) => rules.move(USER, 'id', 0),
  'rules.remove': ({ rules }) => rules.remove(USER, 'id'),
  'mutes.insert': ({ mutes }) => mutes.insert(USER, ROW),
  'mutes.save': ({ mutes }) => mutes.save(USER, ROW),
  'mutes.remove': ({ mutes }) => mutes.remove(USER, 'id'),
  'mutes.removeOf': ({ mutes }) => mutes.removeOf(USER, 's'),
  'savedFilters.put': ({ savedFilters }) => savedFilters.put(USER, ROW),
  'savedFilters.remove': ({ savedFilters }) => savedFilters.remove(USER, 'id'),
  'receipts.deliver': ({ receipts }) => receipts.deliver(USER, [], 0),
  'receipts.see': ({ receipts }) => receipts.see(USER, [], 0),
  'sources.put': ({ sources }) => sources.put(USER, { id: 's', kind: 'belfry', actions: '' }),
  'sources.moveCursor': ({ sources }) => sources.moveCursor(USER, 's', ''),
  'sources.remove': ({ sources }) => sources.remove(USER, 's'),
  'sourceIds.claim': ({ sourceIds }) => sourceIds.claim(USER, ROW),
  'sourceIds.save': ({ sourceIds }) => sourceIds.save(USER, ROW),
  'sourceIds.presume': ({ sourceIds }) => sourceIds.presume(BATCH, 'wake'),
  'sourceIds.removeAll': ({ sourceIds }) => sourceIds.removeAll(USER, 's'),
  'scheduled.insert': ({ scheduled }) => scheduled.insert(ROW),
  'scheduled.claim': ({ scheduled }) => scheduled.claim(USER, [], 0),
  'notifications.signAcknowledged': ({ notifications }) => notifications.signAcknowledged(USER, 1, 'Ada'),
  'due.collect': ({ due }) => due.collect('wake', BATCH, [], 0),
  'due.apply': ({ due }) => due.apply('wake', BATCH, 0),
  'outbox.dropActed': ({ outbox }) => outbox.dropActed(ROWS, PLAN),
  'outbox.addActed': ({ outbox }) => outbox.addActed(ROWS, PLAN, { now: 0, nextAt: 0 }),
  'outbox.markKept': ({ outbox }) => outbox.markKept(ROWS, PLAN),
  'outbox.add': ({ outbox }) => outbox.add(ROW),
  'outbox.markActed': ({ outbox }) => outbox.markActed(USER, 1, []),
  'outbox.postpone': ({ outbox }) => outbox.postpone(USER, 'id', 0),
  'outbox.defer': ({ outbox }) => outbox.defer(USER, 'id', 0),
  'outbox.remove': ({ outbox }) => outbox.remove(USER, 'id'),
  'outbox.removeAll': ({ outbox }) => outbox.removeAll(USER, 's'),
  'outbox.noteSeen': ({ outbox }) => outbox.noteSeen(USER, [], 0),
};

test.each(Object.entries(CALLS))('%s wants its user locked', async (call, make) => {
  const unit = function* () {
    yield* make(storage);
  };
  await expect(storage.work(NOBODY, unit)).rejects.toMatchObject({
    code: 'internal',
    message: `${call}: the unit has not locked user ${USER}`,
  });
});
