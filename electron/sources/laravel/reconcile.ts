import type { IngestItem } from '#server/source';
import type { AdapterDeps } from '../adapter.ts';
import { badAnswer } from '../api.ts';
import { detail } from '../detail.ts';
import type { Keep } from '../keep.ts';
import type { Pages } from './pages.ts';
import { createWalk } from './walk.ts';

/** So many looks at the same difference may find nothing: what comes between the app's count and ours makes one by chance. */
const FRUITLESS_LOOKS = 2;
/** Counts that differ for no reason that can be found are looked into less and less often from then on; in milliseconds. */
const FIRST_PATIENCE = 2 * 60_000;
const LONGEST_PATIENCE = 60 * 60_000;

export interface Reconcile {
  /** Finds what was read or deleted elsewhere, which Laravel does not broadcast. Rejects as the catch-up does. */
  run(): Promise<void>;
}

/**
 * Compares the app's count of unread ones with ours. Where they differ, the list is read until all that are unread here
 * are found, with their states. What the app does not have any more is marked read and kept.
 */
export function createReconcile(
  deps: Pick<AdapterDeps, 'unread' | 'now' | 'log'> & { readonly pages: Pages; readonly keep: Keep },
): Reconcile {
  const { pages, keep } = deps;
  let fruitless: Readonly<{ key: string; looks: number; until: number }> | null = null;

  function noteFruitless(key: string): void {
    const looks = fruitless?.key === key ? fruitless.looks + 1 : 1;
    const patience =
      looks < FRUITLESS_LOOKS
        ? 0
        : Math.min(FIRST_PATIENCE * 2 ** (looks - FRUITLESS_LOOKS), LONGEST_PATIENCE);
    fruitless = { key, looks, until: deps.now().getTime() + patience };
  }

  return {
    async run() {
      const count = await pages.unreadCount();
      if (count === null) return;
      const unread = await deps.unread();
      if (count === unread.length) {
        fruitless = null;
        return;
      }
      const key = `${count}/${unread.length}`;
      if (unread.length === 0 || (fruitless?.key === key && deps.now().getTime() < fruitless.until)) return;

      const missing = new Set(unread.map(({ external_id }) => external_id));
      const walk = createWalk({
        page: pages.page,
        take: (rows) => keep(rows.map(({ item }) => item)),
        enough(rows) {
          for (const { id } of rows) missing.delete(id);
          return missing.size === 0;
        },
      });
      const end = await walk.run();
      if (end !== 'complete') throw badAnswer(detail('odd_list', {}, end));

      const found = [...walk.seen.values()].filter((row) => row.unread).length;
      // An app that says there are others has not shown all it has.
      const isWhole = found === count;
      if (missing.size > 0 && !isWhole) {
        deps.log(`${missing.size} unread ones are not in the list, which has ${found} unread of ${count}`);
      }
      if (missing.size > 0 && isWhole) await keep([...missing].map(readNow));
      if ((await deps.unread()).length === unread.length) noteFruitless(key);
    },
  };

  function readNow(external_id: string): IngestItem {
    return { external_id, read_at: deps.now().toISOString().replace('Z', '000Z') };
  }
}
