import { describe, expect, test } from 'vitest';
import { type FilterItem, matchFilter, parseFilter } from '#server/rules/filter/filter';

const NOW = Date.UTC(2026, 10, 30, 12);

const ITEM: FilterItem = {
  ...{ title: 'Disk of db-2 was full', message: 'Größe: 99 %', type: 'App\\Notifications\\DiskFull' },
  ...{
    sender: 'Ada Lovelace',
    tags: ['prod', 'on call'],
    priority: 4,
    url: 'https://ci.example',
    source: 's-1',
  },
  ...{ attachments: [], actions: [{}], created_at: Date.UTC(2026, 10, 27, 23, 30) },
  ...{ read_at: null, archived_at: null, saved_at: 1 },
};

const finds = (text: string, item: Partial<FilterItem> = {}, offset = 0): boolean =>
  matchFilter(parseFilter(text).filter, { ...ITEM, ...item }, { now: NOW, offset });

describe('what a filter finds', () => {
  test.each([
    ...[
      '',
      'disk',
      'DISK fu',
      'grosse',
      '"was full"',
      '"DB 2 was"',
      'db-2',
      'fu disk',
      '-door',
      '-"full was"',
    ],
    ...[
      'type:disk',
      'type:"App Notifications DiskFull"',
      'from:ada',
      'from:"ada lovelace"',
      'tag:PROD',
      'tag:"on call"',
    ],
    ...['source:s-1', 'is:unread', 'is:saved', '-is:read', 'has:link', 'has:action', '-has:attachment'],
    ...[
      'priority:4',
      'priority:4..5',
      '-priority:1..3',
      'after:7d',
      'before:2d',
      'after:2026-11-27',
      'before:2026-11-28',
    ],
    'disk from:ada -tag:test is:unread priority:3..5 after:1w',
  ])('%j', (text) => {
    expect(finds(text)).toBe(true);
  });

  test.each([
    ...[
      'door',
      'isk',
      '"was ful"',
      '"full was"',
      '-disk',
      'type:"Disk"',
      'from:"ada"',
      'tag:pro',
      'tag:call',
      'tag:"prod on"',
    ],
    ...[
      'source:s',
      'is:read',
      'is:done',
      'is:snoozed',
      'is:muted',
      'is:deleted',
      '-is:saved',
      'has:attachment',
    ],
    ...['priority:5', 'after:2d', 'before:7d', 'after:2026-11-28', 'before:2026-11-27', 'disk -full'],
  ])('not by %j', (text) => {
    expect(finds(text)).toBe(false);
  });

  test('what lies in the Bin is only found by is:deleted', () => {
    const deleted = { deleted_at: 1 };
    expect([
      finds('disk', deleted),
      finds('disk is:deleted', deleted),
      finds('-is:deleted', deleted),
    ]).toEqual([...[false, true, false]]);
  });

  test('a day is that of the reader', () => {
    // 23:30 in London is the next day in Berlin, and the same in New York.
    expect([finds('after:2026-11-28', {}, 60), finds('after:2026-11-28', {}, -300)]).toEqual([true, false]);
    expect([finds('before:2026-11-28', {}, 60), finds('before:2026-11-28', {}, -300)]).toEqual([false, true]);
  });
});
