import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutboxRepository } from '../../../server/storage/outbox-repository.ts';
import { createSearchRepository } from '../../../server/storage/search-repository.ts';
import { createSourceIdRepository } from '../../../server/storage/source-id-repository.ts';
import { createSourceRepository } from '../../../server/storage/source-repository.ts';
import { openStorage, type Sqlite, type Storage } from '../../../server/storage/storage.ts';
import { newDataDir, quiet, STORAGE_DRIVERS } from '../../support/server.ts';
import { collectPlans } from './plans.ts';

const ROWS = { userId: 1, revision: 5, source: 's-1', unreadOnly: true } as const;

const QUERIES: Readonly<Record<string, (db: Sqlite) => unknown>> = {
  'a source': (db) => createSourceRepository(db).get(1, 's-1'),
  'all sources': (db) => createSourceRepository(db).all(1),
  'what sources can be told': (db) => createSourceRepository(db).actionsOf(1, ['s-1']),
  'a known id': (db) => createSourceIdRepository(db).get(1, 's-1', 'x'),
  'the ids of a row': (db) => createSourceIdRepository(db).living('id'),
  'what is unread of a source': (db) => createSourceIdRepository(db).unread(1, 's-1'),
  'what its list should count': (db) => createSourceIdRepository(db).expected(1, 's-1'),
  'what a change replaces': (db) => createOutboxRepository(db).dropActed(ROWS, 'read'),
  'what a change tells': (db) =>
    createOutboxRepository(db).addActed(ROWS, { action: 'read', topic: 'read', now: 0 }),
  'what the changed rows say': (db) => createOutboxRepository(db).markActed(1, 5, ['s-1']),
  'what a row says': (db) => createOutboxRepository(db).pendingOf('id'),
  'an entry': (db) => createOutboxRepository(db).find(1, 'id'),
  'the entries of a row': (db) => createOutboxRepository(db).on('id', 'read'),
  'what is due': (db) => createOutboxRepository(db).due(1, 's-1', 9, 100),
  'what is due, the newest first': (db) => createOutboxRepository(db).dueNewest(1, 's-1', 9, 100),
  'when the next is due': (db) => createOutboxRepository(db).nextAt(1, 's-1', 9),
  'dropping what was to be told of a row': (db) => createOutboxRepository(db).drop('id', 'x'),
  'dropping what was to be told': (db) => createOutboxRepository(db).removeAll(1, 's-1'),
  'what was seen': (db) => createOutboxRepository(db).noteSeen(1, ['id'], 0),
  'what is not in the index yet': (db) => createSearchRepository(db).index(100),
  'whether the index is behind': (db) => createSearchRepository(db).isBehind(),
};

/** Tables, and the names that statements give them; a source table is as long as the list of sources. */
const SCAN =
  /^SCAN (notifications|source_ids|outbox|n|k|o)\b(?!.*USING (COVERING )?INDEX notifications_unindexed)/;

describe.each(STORAGE_DRIVERS)('query plans of sources on %s', (driver) => {
  let dataDir: string;
  let storage: Storage;
  beforeAll(async () => {
    dataDir = newDataDir();
    storage = await openStorage({ dataDir, log: quiet, driver });
  });
  afterAll(() => {
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });

  test.each(Object.entries(QUERIES))('%s reads through an index and sorts nothing', (_, query) => {
    const plans = collectPlans(storage.db, query);
    expect(plans).not.toEqual([]);
    expect(plans.filter((plan) => SCAN.test(plan) || plan.includes('TEMP B-TREE'))).toEqual([]);
  });
});
