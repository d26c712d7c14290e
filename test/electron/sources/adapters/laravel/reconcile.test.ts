import { expect, test } from 'vitest';
import type { IngestItem } from '#server/source';
import type { Row } from '../../../../../electron/sources/adapters/laravel/list-row.ts';
import { createReconcile } from '../../../../../electron/sources/adapters/laravel/reconcile.ts';

const CREATED_AT = '2026-11-22T10:00:00.000000Z';
const PAGE = 100;

type Here = { read: boolean; listed: boolean; concluded: boolean };

/** An app with a list, whether each is unread there, and what is known of it here. */
function stage() {
  const there = new Map<string, boolean>();
  const here = new Map<string, Here>();
  let time = Date.parse('2026-11-22T10:00:00Z');
  let looks = 0;
  let uncounted = 0;
  let afterCount: (() => void) | null = null;

  /** Its list shows it to the catch-up. */
  function arrive(...ids: readonly string[]): void {
    for (const id of ids) {
      there.set(id, true);
      here.set(id, { read: false, listed: true, concluded: false });
    }
  }
  const rowOf = ([id, unread]: [string, boolean]): Row => ({
    id,
    item: { external_id: id, read_at: unread ? null : CREATED_AT, listed: true },
    time: Date.parse(CREATED_AT),
    unread,
  });
  const reconcile = createReconcile({
    pages: {
      async unreadCount() {
        const count = [...there.values()].filter(Boolean).length + uncounted;
        afterCount?.();
        return count;
      },
      async page(number) {
        if (number === 1) looks += 1;
        return [...there].slice((number - 1) * PAGE, number * PAGE).map(rowOf);
      },
    },
    async ingestBatch(items: readonly IngestItem[]) {
      for (const { external_id, read_at, concluded = false } of items) {
        const known = here.get(external_id) ?? { read: false, listed: true, concluded: false };
        const read = read_at != null || (known.read && !known.concluded);
        here.set(external_id, { read, listed: true, concluded: concluded && !known.read });
      }
    },
    async unread() {
      const items = [...here]
        .filter(([, { read, listed }]) => listed && !read)
        .map(([external_id]) => ({ external_id, created_at: CREATED_AT }));
      return { items, expected: items.length };
    },
    now: () => new Date(time),
    log: () => {},
  });

  return {
    ...{ there, here, arrive, reconcile },
    unread: () => [...here].filter(([, { read }]) => !read).map(([id]) => id),
    /** So often was the first page read. */
    looks: () => looks,
    /** So many more are unread there than its list has. */
    countMore(count: number) {
      uncounted = count;
    },
    /** Once, between the app's count and ours. */
    meanwhile(happens: () => void) {
      afterCount = () => {
        afterCount = null;
        happens();
      };
    },
    pass(minutes: number) {
      time += minutes * 60_000;
    },
  };
}

test('items that only came live are not missed in the list, and hide no gap in it', async () => {
  const { reconcile, arrive, there, here, unread, looks } = stage();
  arrive('a');
  here.set('live', { read: false, listed: false, concluded: false });
  await reconcile.run();
  expect(looks()).toBe(0);
  there.delete('a');
  await reconcile.run();
  expect(unread()).toEqual(['live']);
});

test('a conclusion is undone if the list shows the item as unread after all, however deep', async () => {
  const { reconcile, arrive, there, unread } = stage();
  arrive(...Array.from({ length: 250 }, (_, index) => `row ${index}`));
  there.delete('row 249');
  await reconcile.run();
  expect(unread()).not.toContain('row 249');
  there.set('row 249', true);
  await reconcile.run();
  expect(unread()).toContain('row 249');
});

test('unread rows that were never here are found, although nothing is missing', async () => {
  const { reconcile, arrive, there, unread } = stage();
  for (let index = 0; index < 150; index += 1) there.set(`read ${index}`, false);
  there.set('late', true);
  await reconcile.run();
  expect(unread()).toEqual(['late']);
  arrive('a');
  await reconcile.run();
  expect(unread()).toEqual(['late', 'a']);
});

test('a difference by chance does not hide the same one when it is real', async () => {
  const { reconcile, arrive, meanwhile, there, unread } = stage();
  arrive('a');
  meanwhile(() => arrive('b'));
  await reconcile.run();
  expect(unread()).toEqual(['a', 'b']);

  there.set('a', false);
  await reconcile.run();
  expect(unread()).toEqual(['b']);
});

test('a lasting difference that a deletion makes up for does not hide it', async () => {
  const { reconcile, arrive, there, unread, countMore } = stage();
  arrive('a', 'b');
  countMore(1);
  await reconcile.run();
  there.set('a', false);
  await reconcile.run();
  expect(unread()).toEqual(['b']);
});

test('a difference that stays is examined twice, and then less and less often', async () => {
  const { reconcile, arrive, there, unread, looks, pass, countMore } = stage();
  arrive('a', 'b');
  countMore(1);
  async function looksWithin(minutes: number): Promise<number> {
    const before = looks();
    for (let minute = 0; minute < minutes; minute += 1) {
      await reconcile.run();
      pass(1);
    }
    return looks() - before;
  }
  // Each reads the first page twice, as it goes on to the next.
  expect(await looksWithin(2)).toBe(4);
  expect(await looksWithin(7)).toBe(4);
  expect(await looksWithin(24 * 60)).toBeLessThan(60);

  there.delete('a');
  countMore(0);
  await reconcile.run();
  expect(unread()).toEqual(['b']);
});
