import { expect, test } from 'vitest';
import { createKnown, type KnownRow } from '../../../electron/inbox/known.ts';
import { notification } from '../../support/notification.ts';

function setUp() {
  const deleted: (readonly KnownRow[])[] = [];
  const known = createKnown((rows) => deleted.push(rows));
  const row = (n: number, revision = n) =>
    notification(revision, { id: `id-${n}`, url: `https://example.com/${revision}` });
  const urlOf = (n: number) => known.find(({ id }) => id === `id-${n}`)?.url;
  return { known, deleted, row, urlOf };
}

test('the newest version of a row is known', () => {
  const { known, row, urlOf } = setUp();
  expect(urlOf(1)).toBeUndefined();
  known.see([row(1, 5), row(1, 3), row(2)]);
  expect([urlOf(1), urlOf(2)]).toEqual(['https://example.com/5', 'https://example.com/2']);
});

test('a deleted row is no longer known, and is reported with what belongs to it', () => {
  const { known, deleted, row, urlOf } = setUp();
  known.see([row(1), row(2)]);
  known.see([
    { id: 'id-1', revision: 9, deleted: true },
    { id: 'id-7', revision: 9, deleted: true },
  ]);
  expect([urlOf(1), urlOf(2)]).toEqual([undefined, 'https://example.com/2']);
  expect(deleted).toMatchObject([[{ id: 'id-1', url: 'https://example.com/1' }]]);
});

test('of too many rows, the latest are known', () => {
  const { known, row, urlOf } = setUp();
  known.see(Array.from({ length: 20_000 }, (_, n) => row(n + 1)));
  known.see([row(1), row(30_000)]);
  const isKnown = (n: number) => urlOf(n) !== undefined;
  expect([1, 2, 3, 30_000].map(isKnown)).toEqual([true, false, true, true]);
});
