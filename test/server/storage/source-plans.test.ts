import { describe, expect, test } from 'vitest';
import type { Step, Storage } from '../../../server/storage/storage.ts';
import { SQLITE_DRIVERS } from '../../support/drivers.ts';
import { collectPlans, openForPlans } from './plans.ts';

const ROWS = { userId: 1, batch: 'b', source: 's-1' } as const;
const PLAN = {
  topic: 'read',
  told: { state: 'read', readBy: ['archived_at'] },
  on: 'read',
  off: null,
} as const;

const QUERIES: Readonly<Record<string, (storage: Storage) => Step<unknown>>> = {
  'a source': (s) => s.sources.get(1, 's-1'),
  'all sources': (s) => s.sources.all(1),
  'the actions that sources support': (s) => s.sources.actionsOf(1, ['s-1']),
  'known ids': (s) => s.sourceIds.named(1, 's-1', ['x']),
  'the ids of rows': (s) => s.sourceIds.ofRows(['id']),
  'the ids of a row': (s) => s.sourceIds.living('id'),
  'what is unread of a source': (s) => s.sourceIds.unread(1, 's-1'),
  'what its list should count': (s) => s.sourceIds.expected(1, 's-1'),
  'what a change replaces': (s) => s.outbox.dropActed(ROWS, PLAN),
  'what a change tells': (s) => s.outbox.addActed(ROWS, PLAN, { now: 0, nextAt: 0 }),
  'what a source cannot take back': (s) => s.outbox.markKept(ROWS, PLAN),
  'what the changed rows say': (s) => s.outbox.markActed(1, 5, ['s-1']),
  'some entries': (s) => s.outbox.find(1, ['id']),
  'what is due': (s) => s.outbox.due(1, 's-1', 9, 100),
  'what is due, the newest first': (s) => s.outbox.dueNewest(1, 's-1', 9, 100),
  'when the next is due': (s) => s.outbox.nextAt(1, 's-1', 9),
  'dropping an entry': (s) => s.outbox.remove(1, 'id'),
  'saving a known id': (s) =>
    s.sourceIds.save(1, {
      ...{ source: 's-1', external_id: 'x', notification_id: 'id', place: 1, created_at: 0, revision: 1 },
      ...{ read_at: null, archived_at: null, gone: 0, listed: 1, concluded: 0, placed: 1 },
      ...{ saved_at: null, snoozed_until: null, deleted_at: null, acknowledged_at: null },
    }),
  'dropping all entries of a source': (s) => s.outbox.removeAll(1, 's-1'),
  'what was seen': (s) => s.outbox.noteSeen(1, ['id'], 0),
  'what is not in the index yet': (s) => s.search.index(100),
  'whether the index is behind': (s) => s.search.isBehind(),
};

/** Tables, and the names that statements give them; a source table is as long as the list of sources. */
const SCAN =
  /^SCAN (notifications|source_ids|outbox|n|k|o)\b(?!.*USING (COVERING )?INDEX notifications_unindexed)/;

describe.each(SQLITE_DRIVERS)('query plans of sources on %s', (driver) => {
  const database = openForPlans(driver);

  test.each(Object.entries(QUERIES))('%s reads through an index and sorts nothing', (_, query) => {
    const plans = collectPlans(database().db, () => query(database()));
    expect(plans).not.toEqual([]);
    expect(plans.filter((plan) => SCAN.test(plan) || plan.includes('TEMP B-TREE'))).toEqual([]);
  });
});
