import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../../../../../electron/sources/adapters/laravel/list-row.ts';
import { createWalk, reaches } from '../../../../../electron/sources/adapters/laravel/walk.ts';

const PAGE = 4;

const row = (id: number, time: number | null = id): Row => ({
  id: String(id),
  item: { external_id: String(id) },
  time,
  unread: true,
});

/** What happens to the list after a page of it was answered. */
type Change = Readonly<{ add: number; remove: readonly number[]; fails: boolean }>;
const change: fc.Arbitrary<Change> = fc.record({
  add: fc.nat(6),
  remove: fc.array(fc.nat(40), { maxLength: 3 }),
  fails: fc.boolean(),
});

const on = (add: number, ...remove: readonly number[]): Change => ({ add, remove, fails: false });

test('whatever is added, deleted or fails meanwhile, rows that were there all the time are read once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(30), fc.array(change, { maxLength: 12 }), async (length, changes) => {
      let list = Array.from({ length }, (_, index) => row(length - index));
      const always = new Set(list.map(({ id }) => id));
      let next = length;
      const waiting = [...changes];
      const accepted: string[] = [];
      const walk = createWalk({
        async page(number) {
          const now = waiting.shift();
          if (now?.fails) throw new Error('no network');
          const answer = list.slice((number - 1) * PAGE, number * PAGE);
          for (const index of now?.remove ?? []) {
            const [gone] = list.splice(index, 1);
            if (gone !== undefined) always.delete(gone.id);
          }
          for (let added = 0; added < (now?.add ?? 0); added += 1) {
            next += 1;
            list = [row(next), ...list];
          }
          return answer;
        },
        take: async (rows) => void accepted.push(...rows.map(({ id }) => id)),
        enough: () => false,
      });
      let end: string | undefined;
      while (end === undefined) end = await walk.run().catch(() => undefined);
      expect(new Set(accepted).size).toBe(accepted.length);
      if (end === 'complete') expect(accepted).toEqual(expect.arrayContaining([...always]));
    }),
    {
      numRuns: 2_000,
      examples: [
        // Deleted from in two readings one after the other, under cover of arrivals.
        [5, [on(0, 0), on(5), on(0), on(0, 0)]],
        // Arrivals that push the same rows to page after page.
        [6, [on(3), on(0, 0), on(0), on(4), on(4)]],
      ],
    },
  );
});

const walkOver = (page: (number: number) => readonly Row[], enough = false) =>
  createWalk({ page: async (number) => page(number), take: async () => {}, enough: () => enough });

test('a list without an end is given up', async () => {
  let id = 0;
  const walk = walkOver(() => {
    id += 1;
    return [row(id)];
  });
  expect(await walk.run()).toBe('endless');
});

test('a list that differs at each reading is given up', async () => {
  let id = 0;
  const walk = walkOver((number) => {
    id += 1;
    return number > 2 ? [] : [row(1_000_000 - id, null)];
  });
  expect(await walk.run()).toBe('restless');
});

test('a single page is read once', async () => {
  let pages = 0;
  const walk = walkOver(() => {
    pages += 1;
    return [row(2), row(1)];
  }, true);
  expect(await walk.run()).toBe('complete');
  expect([pages, walk.top()?.id, [...walk.seen.keys()]]).toEqual([1, '2', ['2', '1']]);
});

test('rows of several pages are taken together, oldest first; also those from before the reading broke off', async () => {
  const accepted: (readonly string[])[] = [];
  const walk = createWalk({
    async page(number) {
      if (number === 5) throw new Error('no network');
      return Array.from({ length: 40 }, (_, index) => row(1_000 - number * 40 - index));
    },
    take: async (rows) => void accepted.push(rows.map(({ id }) => id)),
    enough: () => false,
  });
  await expect(walk.run()).rejects.toThrow('no network');
  expect(accepted.map(({ length }) => length)).toEqual([119, 41]);
  for (const ids of accepted) expect(ids.map(Number)).toEqual(ids.map(Number).toSorted((a, b) => a - b));
});

test('rows of one second are taken together, so that they stand in their order', async () => {
  const rows = Array.from({ length: 400 }, (_, index) => row(1_000 - index, Math.floor((1_000 - index) / 7)));
  const accepted: (readonly Row[])[] = [];
  const walk = createWalk({
    page: async (number) => rows.slice((number - 1) * 20, number * 20),
    take: async (portion) => void accepted.push(portion),
    enough: () => false,
  });
  expect(await walk.run()).toBe('complete');
  expect(accepted.length).toBeGreaterThan(2);
  expect(accepted.toReversed().flat()).toEqual(rows.toReversed());
  const seconds = accepted.map((portion) => new Set(portion.map(({ time }) => time)));
  expect(seconds.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(rows.map(({ time }) => time)).size);
});

test('items that could not be stored are stored when the walk continues', async () => {
  const accepted: string[] = [];
  let isFull = true;
  const walk = createWalk({
    page: async (number) => (number === 1 ? [row(2), row(1)] : []),
    async take(rows) {
      if (isFull) throw new Error('the disk is full');
      accepted.push(...rows.map(({ id }) => id));
    },
    enough: () => false,
  });
  await expect(walk.run()).rejects.toThrow('the disk is full');
  isFull = false;
  expect(await walk.run()).toBe('complete');
  expect(accepted).toEqual(['1', '2']);
});

test.each([
  ['older than the limit at its end', [row(9), row(4)], true],
  ['newer throughout', [row(9), row(6)], false],
  ['not in the order of time', [row(4), row(9), row(3)], false],
  ['without times', [row(9), row(1, null)], false],
  ['empty', [], false],
])('a page that is %s', (_what, rows, expected) => {
  expect(reaches(rows, 5)).toBe(expected);
});
