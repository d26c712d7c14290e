/** Every statement that an engine is asked: none reads a whole table, or sorts, but for those that say why. */

import { describe, expect, test } from 'vitest';
import { parseFilter } from '#server/rules/filter/filter';
import { UPSTREAM_ACTIONS } from '#server/rules/source-kinds';
import { type ActionKind, PLAIN_ACTIONS, VIEWS } from '#server/rules/state';
import { MUTABLE } from '#server/rules/verdicts';
import { STATEMENTS } from '../../../server/storage/sqlite/statements/statements.ts';
import { DUE_CHANGES, type Selection, topicPlans } from '../../../server/storage/storage.ts';
import { SQLITE_DRIVERS } from '../../support/drivers.ts';
import { openForPlans, planOf } from './plans.ts';

const SELECTIONS: readonly Selection[] = [
  { ids: ['id'] },
  ...VIEWS.flatMap((view): Selection[] => [
    { view, upTo: 5 },
    { view, upTo: 5, thread: { source: 's-1', key: 'k' } },
  ]),
  ...[null, ...VIEWS].flatMap((view) =>
    ['disk', '-disk', 'is:unread priority:4..5', 'source:s-1', 'tag:x before:7d', 'is:deleted'].map((q) => ({
      upTo: 5,
      wanted: { userId: 1, view, source: null, filter: parseFilter(q).filter, moment: { now: 0, offset: 0 } },
    })),
  ),
];

const COVERED = MUTABLE.map((what) => ({ covered: { what, source: 's-1', key: 'k' }, upTo: 5 }));

/** Of statements that are made: each form. */
const { notifications, threads, batches, due, outbox, search } = STATEMENTS;
const ACTIONS: readonly ActionKind[] = [...PLAIN_ACTIONS, 'snooze'];
/** A source that can do nothing but read, one that can do everything, and what leaves the Bin. */
const PLANS = [new Set(['read', 'delete']), new Set<string>(UPSTREAM_ACTIONS)].flatMap((supported) => [
  ...topicPlans(supported, null),
  ...topicPlans(supported, 'purge'),
]);
const FORMS: Readonly<Record<string, readonly string[]>> = {
  'notifications.page': VIEWS.flatMap((view) =>
    [true, false].map((isOfSource) => notifications.page(view, isOfSource)),
  ),
  'batches.collect': [
    ...ACTIONS.flatMap((action) => SELECTIONS.map((selection) => batches.collect(action, selection).sql)),
    ...COVERED.map((selection) => batches.collect('mute', selection).sql),
  ],
  ...Object.fromEntries(
    (['walk', 'end', 'heads', 'alone', 'counts'] as const).map((name) => [
      `threads.${name}`,
      VIEWS.map(threads[name]),
    ]),
  ),
  'batches.apply': [...ACTIONS, 'mute' as const].map(batches.apply),
  ...Object.fromEntries(
    (['nextAt', 'rows', 'collect', 'apply'] as const).map((name) => [
      `due.${name}`,
      DUE_CHANGES.map(due[name]),
    ]),
  ),
  'outbox.dropActed': PLANS.map(outbox.dropActed),
  'outbox.addActed': PLANS.map(outbox.addActed),
  'outbox.markKept': PLANS.map(outbox.markKept),
  // No statement: texts for the index. Its routes have tests of their own.
  'search.count': SELECTIONS.flatMap((each) => ('wanted' in each ? [search.count(each.wanted).sql] : [])),
  'search.texts': [],
  'search.routes': [],
};

const ALL = Object.entries(STATEMENTS).flatMap(([table, statements]) =>
  Object.entries(statements as Readonly<Record<string, unknown>>).map(([name, statement]) => {
    const call = `${table}.${name}`;
    return [call, typeof statement === 'string' ? [statement] : FORMS[call]] as const;
  }),
);

/** Read whole, and why that does no harm. */
const WHOLE: Readonly<Record<string, readonly string[]>> = {
  // Of the children of a new user there are none: SQLite only plans to look for them.
  'users.insert': ['scheduled', 'sent_by', 'enrolments'],
  'accounts.insert': ['scheduled', 'sent_by', 'enrolments'],
  // The first few in the order of the table.
  'users.first': ['users'],
  'deliveries.log': ['deliveries'],
  // An index of nothing but what waits.
  'search.isBehind': ['notifications'],
  'search.waiting': ['notifications'],
  'deliveries.pending': ['deliveries'],
  // What an administrator lists, and what is short.
  'accounts.all': ['users'],
  'memberships.all': ['memberships'],
  'apps.all': ['apps'],
  // At a start, and once in a while.
  'outbox.limitPauses': ['outbox'],
  'access.purgeEnrolments': ['enrolments'],
  'deliveries.apps': ['deliveries'],
};

/** Sorted: what is short, what one request touches, and what is forgotten once a day. */
const SORTED: readonly string[] = [
  ...[
    'access.tokensOf',
    'batches.tally',
    'due.apply',
    'due.snoozed',
    'threads.walk',
    'threads.heads',
    'threads.alone',
    'outbox.ofRows',
    'notifications.noteForgotten',
  ],
];

/** A table that is read whole. Lists in parameters, and what a statement makes itself, are none. */
const SCAN = /^SCAN (?!CONSTANT|run$|gone$|walked$|t$|heads$|place$)(\w+)(?!.* VIRTUAL TABLE)/;

const LIST = /^SCAN \w+ VIRTUAL TABLE/;

describe.each(SQLITE_DRIVERS)('query plans of all statements on %s', (driver) => {
  const database = openForPlans(driver);

  function plansOf(sql: string): readonly string[] {
    const numbers = [...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number));
    return planOf(database().db, sql, Array<null>(Math.max(0, ...numbers)).fill(null));
  }

  test.each(ALL)('%s', (call, forms) => {
    const plans = (forms ?? []).flatMap(plansOf);
    expect(forms, `${call} is made of what?`).toBeDefined();
    const scanned = plans.flatMap((plan) => SCAN.exec(plan)?.[1] ?? []);
    expect([...new Set(scanned)]).toEqual(WHOLE[call] ?? []);
    // A list in a parameter is walked once, and each entry looked up; never the list for each of a user's rows.
    const repeated = (forms ?? [])
      .map(plansOf)
      .flatMap((lines) => lines.filter((line, at) => LIST.test(line) && lines[at - 1]?.startsWith('SEARCH')));
    expect(repeated).toEqual([]);
    expect(plans.some((plan) => plan.includes('TEMP B-TREE'))).toBe(SORTED.includes(call));
  });

  const ofThread = VIEWS.map(
    (view) => batches.collect('read', { view, upTo: 5, thread: { source: 's-1', key: 'k' } }).sql,
  );
  test.each([
    ['counted', [null, ...VIEWS].map(threads.counts)],
    ['changed', ofThread],
  ])('rows of a thread are %s without a look at those of other threads', (_, forms) => {
    const looks = forms.flatMap(plansOf).filter((plan) => /^SEARCH (m|notifications) /.test(plan));
    expect(looks.length).toBeGreaterThanOrEqual(VIEWS.length);
    expect(looks.filter((plan) => !plan.includes('AND group_key=?'))).toEqual([]);
  });
});
