import { timestamp } from '#server/rules/time';
import type { IngestItem, SourceUnread } from '#server/source';
import type { AdapterDeps } from '../../adapter.ts';
import { detail } from '../../detail.ts';
import { badAnswer } from '../../http/http.ts';
import type { IngestBatch } from '../ingest-batch.ts';
import type { Pages } from './pages.ts';
import { createWalk } from './walk.ts';

/** So many looks at the same difference may find nothing: what changes between the app's count and ours makes one by chance. */
const FRUITLESS_LOOKS = 2;
/** Counts that differ for no reason that can be found are looked into less and less often from then on; in milliseconds. */
const FIRST_PATIENCE = 2 * 60_000;
const LONGEST_PATIENCE = 60 * 60_000;
/** So many rows are read in search of unread ones that were never seen here, when nothing else is missing. */
const FURTHEST_LOOK = 5_000;

export interface Reconcile {
  /** Finds what was read or deleted elsewhere, which Laravel does not broadcast. Rejects as the catch-up does. */
  run(): Promise<void>;
}

/**
 * Compares the app's count of unread ones with that of the rows that its list has shown; what was only broadcast is in neither.
 * Where they differ, the list is read until all those are found, with their states, and as many unread ones as the app counts.
 * What the list has shown and does not have any more is concluded to be read, and kept.
 */
export function createReconcile(
  deps: Pick<AdapterDeps, 'unread' | 'now' | 'log'> & {
    readonly pages: Pages;
    readonly ingestBatch: IngestBatch;
  },
): Reconcile {
  const { pages, ingestBatch } = deps;
  /** A difference that was looked into and is still there. */
  let unexplained: Readonly<{ key: string; looks: number; since: number; patience: number }> | null = null;

  function noteUnexplained(key: string): void {
    const looks = unexplained?.key === key ? unexplained.looks + 1 : 1;
    const patience =
      looks < FRUITLESS_LOOKS
        ? 0
        : Math.min(FIRST_PATIENCE * 2 ** (looks - FRUITLESS_LOOKS), LONGEST_PATIENCE);
    unexplained = { key, looks, since: deps.now().getTime(), patience };
  }

  /** Either way: the clock may have been set back. */
  const isPatient = ({ since, patience }: NonNullable<typeof unexplained>): boolean =>
    Math.abs(deps.now().getTime() - since) < patience;

  async function look(count: number, { items }: SourceUnread): Promise<void> {
    const missing = new Set(items.map(({ external_id }) => external_id));
    const unread = new Set<string>();
    const walk = createWalk({
      page: pages.page,
      take: (rows) => ingestBatch(rows.map(({ item }) => item)),
      enough(rows, seen) {
        for (const row of rows) {
          missing.delete(row.id);
          if (row.unread) unread.add(row.id);
        }
        return missing.size === 0 && (unread.size >= count || seen.size >= FURTHEST_LOOK);
      },
    });
    const end = await walk.run();
    if (end !== 'complete') throw badAnswer(detail('odd_list', {}, end));
    if (missing.size === 0) return;
    const found = [...walk.seen.values()].filter((row) => row.unread).length;
    // An app that says there are others has not shown all it has.
    if (found === count) await ingestBatch([...missing].map(concludeRead));
    else deps.log(`${missing.size} unread ones are not in the list, which has ${found} unread of ${count}`);
  }

  function concludeRead(external_id: string): IngestItem {
    return { external_id, read_at: timestamp(deps.now().getTime()), concluded: true };
  }

  return {
    async run() {
      const count = await pages.unreadCount();
      if (count === null) return;
      const before = await deps.unread();
      const key = `${count}/${before.expected}`;
      const isLevel = count === before.expected;
      // A difference that is gone has changed, too: something else may have made up for it.
      if (isLevel && unexplained === null) return;
      if (!isLevel && unexplained?.key === key && isPatient(unexplained)) return;
      await look(count, before);
      const after = await deps.unread();
      if (count === after.expected) unexplained = null;
      else if (after.expected === before.expected) noteUnexplained(key);
    },
  };
}
