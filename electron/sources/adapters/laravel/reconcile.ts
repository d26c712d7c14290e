import { timestamp } from '#server/rules/time';
import type { IngestItem, SourceUnread } from '#server/source';
import type { AdapterDeps } from '../../adapter.ts';
import { detail } from '../../detail.ts';
import { badAnswer } from '../../http/http.ts';
import type { IngestBatch } from '../ingest-batch.ts';
import type { Pages } from './pages.ts';
import { createWalk } from './walk.ts';

/** Fruitless looks at the same difference before it is looked at less often: a change between the two counts makes one by chance. */
const FRUITLESS_LOOKS = 2;
/** Pauses between further looks at a difference without a visible cause; they double, in milliseconds. */
const FIRST_PATIENCE = 2 * 60_000;
const LONGEST_PATIENCE = 60 * 60_000;
/** The most rows that are read in search of unread ones that were never seen here, if nothing else is missing. */
const FURTHEST_LOOK = 5_000;

export interface Reconcile {
  /** Finds what was read or deleted elsewhere, which Laravel does not broadcast. Rejects with a TroubleError or BackendError. */
  run(): Promise<void>;
}

/**
 * Compares the app's unread count with the number of unread rows that its list has shown; rows that were only broadcast are in neither.
 * If they differ, the list is read until those rows are found, with their states, and as many unread ones as the app counts. A row that
 * the list has shown before and does not have any more is concluded to be read; it stays here.
 */
export function createReconcile(
  deps: Pick<AdapterDeps, 'unread' | 'now' | 'log'> & {
    readonly pages: Pages;
    readonly ingestBatch: IngestBatch;
  },
): Reconcile {
  const { pages, ingestBatch } = deps;
  /** A difference that is still there after a look. */
  let unexplained: Readonly<{ key: string; looks: number; since: number; patience: number }> | null = null;

  function noteUnexplained(key: string): void {
    const looks = unexplained?.key === key ? unexplained.looks + 1 : 1;
    const patience =
      looks < FRUITLESS_LOOKS
        ? 0
        : Math.min(FIRST_PATIENCE * 2 ** (looks - FRUITLESS_LOOKS), LONGEST_PATIENCE);
    unexplained = { key, looks, since: deps.now().getTime(), patience };
  }

  /** Whether the pause still lasts. Counts in either direction: the clock may have been set back. */
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
    // If the app counts more, its list has not shown all.
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
      // Counts agree again after a difference: still look, because two changes may have cancelled out.
      if (isLevel && unexplained === null) return;
      if (!isLevel && unexplained?.key === key && isPatient(unexplained)) return;
      await look(count, before);
      const after = await deps.unread();
      if (count === after.expected) unexplained = null;
      else if (after.expected === before.expected) noteUnexplained(key);
    },
  };
}
