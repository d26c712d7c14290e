import { describe, expect, test } from 'vitest';
import type { NotificationRepository, ReceiptRepository } from '../../../server/storage/ports.ts';
import type { Step } from '../../../server/storage/storage.ts';
import { SQLITE_DRIVERS } from '../../support/drivers.ts';
import { collectPlans, openForPlans } from './plans.ts';

const PLACE = { surfaced_at: 9, id: 'id' };

/** What is asked while somebody waits: it may neither read a whole table nor sort. */
const QUERIES: Readonly<
  Record<string, (notifications: NotificationRepository, receipts: ReceiptRepository) => Step<unknown>>
> = {
  'a sync page': (n) => n.changedAfter(1, 5, 'id', 501),
  'the rows of one change': (n) => n.changedAt(1, 5),
  'a page of the inbox': (n) => n.page(1, 'inbox', PLACE, 51),
  'a page of the unread': (n) => n.page(1, 'unread', PLACE, 51),
  'a page of what is done': (n) => n.page(1, 'done', PLACE, 51),
  "Laravel's page": (n) => n.pageAt(1, 40, 20),
  'the one to fold into': (n) => n.foldable(1, 'local', 'key'),
  'whether an upstream id is known': (n) => n.hasExternal(1, 'app:1', 'id'),
  'the one with an upstream id': (n) => n.idOfExternal(1, 'id'),
  'a free place': (n) => n.freePlace(1, 9),
  'the places that are taken': (n) => n.takenPlaces(1, [[1, 9]]),
  'those to fold into': (n) => n.foldables(1, 'local', ['key']),
  'some rows': (n) => n.byIds(['id']),
  'a page of one source': (n) => n.page(1, 'inbox', PLACE, 51, 's-1'),
  'a page of what is unread of one source': (n) => n.page(1, 'unread', PLACE, 51, 's-1'),
  'a page of what is archived of one source': (n) => n.page(1, 'done', PLACE, 51, 's-1'),
  'the newest, for a preview': (n) => n.newest(1, 200),
  'unknown ids': (n) => n.missing(1, ['id']),
  'what is reported as delivered': (_, r) => r.deliver(1, ['id'], 0),
  'what is reported as seen': (_, r) => r.see(1, ['id'], 0),
  'the receipts of one': (_, r) => r.of('id'),
  'what was read at once': (_, r) => r.readAt(1, 5),
  'the content of what was purged': (n) => n.wipe(1, 5),
  'counting what a source has': (n) => n.tallySource(1, 's-1'),
  'removing what a source has': (n) => n.purgeSource(1, 's-1', 5, 0),
};

function queryNamed(name: string): (typeof QUERIES)[string] {
  const query = QUERIES[name];
  if (query === undefined) throw new Error(`there is no query ${name}`);
  return query;
}

describe.each(SQLITE_DRIVERS)('query plans on %s', (driver) => {
  const database = openForPlans(driver);

  const plansOf = (query: (typeof QUERIES)[string]): readonly string[] =>
    collectPlans(database().db, () => query(database().notifications, database().receipts));

  test.each(Object.entries(QUERIES))('%s reads through an index and sorts nothing', (_, query) => {
    const plans = plansOf(query);
    expect(plans).not.toEqual([]);
    expect(plans.filter((plan) => /^SCAN (notifications|n|receipts)\b|TEMP B-TREE/.test(plan))).toEqual([]);
  });

  test.each(Object.keys(QUERIES).filter((name) => name.includes('of one source')))(
    '%s walks that source only',
    (name) => {
      const plans = plansOf(queryNamed(name));
      expect(plans[0]).toMatch(
        /USING INDEX notifications_source_\w+ \(user_id=\? AND source=\? AND \(?surfaced_at(,id\)<\(\?,\?\)|<\?)\)/,
      );
    },
  );

  test('what has an upstream id is looked up by it', () => {
    for (const query of ['whether an upstream id is known', 'the one with an upstream id']) {
      expect(plansOf(queryNamed(query))).toEqual([
        expect.stringMatching(/^SEARCH notifications USING .*notifications_external \(.*external_id=\?/),
      ]);
    }
  });
});
