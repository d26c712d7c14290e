import { expect, test } from 'vitest';
import type { IngestItem } from '#server/source';
import { createReconcile } from '../../../../electron/sources/laravel/reconcile.ts';
import type { Row } from '../../../../electron/sources/laravel/row.ts';

const CREATED_AT = '2026-11-22T10:00:00.000000Z';

/** An app with a list of one page, and what of it is unread here. */
function stage() {
  const there = new Map<string, boolean>();
  const here = new Set<string>();
  let time = Date.parse('2026-11-22T10:00:00Z');
  let looks = 0;
  let afterCount: (() => void) | null = null;

  function arrive(id: string): void {
    there.set(id, true);
    here.add(id);
  }
  const rowOf = ([id, unread]: [string, boolean]): Row => ({
    id,
    item: { external_id: id, created_at: CREATED_AT, read_at: unread ? null : CREATED_AT },
    time: Date.parse(CREATED_AT),
    unread,
  });
  const reconcile = createReconcile({
    pages: {
      async unreadCount() {
        const count = [...there.values()].filter(Boolean).length;
        afterCount?.();
        return count;
      },
      async page(number) {
        if (number > 1) return [];
        looks += 1;
        return [...there].map(rowOf);
      },
    },
    async keep(items: readonly IngestItem[]) {
      for (const { external_id, read_at } of items) if (read_at != null) here.delete(external_id);
    },
    unread: async () => [...here].map((external_id) => ({ external_id, created_at: CREATED_AT })),
    now: () => new Date(time),
    log: () => {},
  });

  return {
    ...{ there, here, arrive, reconcile },
    looks: () => looks,
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

test('a difference by chance does not hide the same one when it is real', async () => {
  const { reconcile, arrive, meanwhile, there, here } = stage();
  arrive('a');
  meanwhile(() => arrive('b'));
  await reconcile.run();
  expect(here).toEqual(new Set(['a', 'b']));

  there.set('a', false);
  await reconcile.run();
  expect(here).toEqual(new Set(['b']));
});

test('one that stays is looked into twice, and then less and less often', async () => {
  const { reconcile, arrive, there, here, looks, pass } = stage();
  arrive('a');
  there.set('never here', true);
  async function looksWithin(minutes: number): Promise<number> {
    const before = looks();
    for (let minute = 0; minute < minutes; minute += 1) {
      await reconcile.run();
      pass(1);
    }
    return looks() - before;
  }
  expect(await looksWithin(2)).toBe(2);
  expect(await looksWithin(7)).toBe(2);
  expect(await looksWithin(24 * 60)).toBeLessThan(30);

  here.add('gone there');
  there.delete('never here');
  await reconcile.run();
  expect(here).toEqual(new Set(['a']));
});
