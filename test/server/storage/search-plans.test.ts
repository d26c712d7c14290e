/** Every way to what a filter finds walks an index in the order of lists, so that a page costs what it shows. */
import { describe, expect, test } from 'vitest';
import { parseFilter } from '#server/rules/filter/filter';
import { VIEWS } from '#server/rules/state';
import { routesOf } from '../../../server/storage/sqlite/statements/search-routes.ts';
import { SQLITE_DRIVERS } from '../../support/drivers.ts';
import { openForPlans, planOf } from './plans.ts';

const TEXTS = [
  ...[
    'disk',
    '-disk',
    'type:x from:y tag:z',
    'has:link priority:4..5',
    'source:s-1',
    'before:7d',
    'disk after:7d before:1d',
  ],
  ...[
    'is:unread priority:4..5',
    'is:read',
    'is:saved',
    'is:snoozed',
    'is:done',
    'is:muted',
    'is:deleted',
    '-is:read -has:action',
  ],
];
const THREAD = { source: 's-1', key: 'k' };
const PLACES = [
  { surfaced_at: 9, id: 'id' },
  { surfaced_at: 1, id: 'id' },
] as const;

/** Down an index in the order of lists; or one row for each hit of the index of words, which is read in that order. */
const FOUND = /^SEARCH notifications USING INDEX notifications_indexed \(search_place=\?\)$/;
const WALKS = [
  /^SEARCH notifications USING INDEX \w+ \(user_id=\? AND (source=\? AND )?(group_key=\? AND )?\(surfaced_at,id\)[<>]/,
  /^SEARCH notifications USING INDEX \w+ \(user_id=\? AND (source=\? AND )?(group_key=\? AND )?surfaced_at>\? AND \(?surfaced_at/,
  FOUND,
  /^SCAN search VIRTUAL TABLE INDEX \d+:M6</,
  // Threads to leave out.
  /^(SCAN json_each |LIST SUBQUERY|CREATE BLOOM FILTER)/,
  /^(MERGE \(UNION ALL\)|LEFT|RIGHT)$/,
];

const CASES = TEXTS.flatMap((text) =>
  [null, ...VIEWS].flatMap((view) =>
    [
      { source: null },
      { source: 's-1' },
      { source: null, thread: THREAD },
      { source: null, without: [THREAD] },
    ].map((rest) => ({
      text,
      wanted: { userId: 1, view, filter: parseFilter(text).filter, moment: { now: 0, offset: 0 }, ...rest },
    })),
  ),
);

describe.each(SQLITE_DRIVERS)('query plans of filters on %s', (driver) => {
  const database = openForPlans(driver);

  const plansOf = (text: string) =>
    CASES.filter((each) => each.text === text).flatMap(({ wanted }) =>
      routesOf(wanted, new Map()).flatMap((route) =>
        [route.edge(PLACES[0], 3), route.rows(...PLACES, 50)].map(({ sql, params }) =>
          planOf(database().db, sql, params),
        ),
      ),
    );

  test.each(TEXTS)('%j walks indexes', (text) => {
    const lines = plansOf(text).flat();
    const others = lines.filter(
      (line) => !WALKS.some((walk) => walk.test(line)) && !line.includes('TEMP B-TREE'),
    );
    expect([...new Set(others)]).toEqual([]);
    expect(lines.some((line) => line.includes('notifications_'))).toBe(true);
  });

  test.each(TEXTS)('%j sorts nothing but what the index of words has found between two places', (text) => {
    for (const plan of plansOf(text)) {
      if (plan.some((line) => line.includes('TEMP B-TREE')))
        expect(plan.some((line) => FOUND.test(line))).toBe(true);
    }
  });
});
