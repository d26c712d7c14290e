import type { ListFilter } from '#server/rules/list-filter';
import type { InboxState } from './reduce.ts';
import type { Rows } from './rows.ts';
import { createSearch } from './search.ts';
import type { Readable } from './store.ts';
import type { Transport } from './transport.ts';

/**
 * What a filter finds, with one entry for each thread. Only the backend can count the rows of a thread, so each change of the inbox asks for all
 * that is loaded again: one question at a time, however many changes there are meanwhile.
 */
export function createThreads(
  list: Transport['list'],
  inbox: Readable<Pick<InboxState, 'epoch' | 'merged'>>,
  filter: ListFilter,
): Rows {
  const rows = createSearch((query) => list({ ...query, threads: 'folded' }), filter);
  let failed = false;
  let known = inbox.get();
  let unsubscribe: (() => void) | null = null;

  async function load(): Promise<void> {
    follow();
    failed = false;
    try {
      await rows.load();
    } catch (error) {
      failed = true;
      throw error;
    }
  }

  function follow(): void {
    if (unsubscribe !== null) return;
    known = inbox.get();
    unsubscribe = inbox.subscribe(() => {
      const before = known;
      known = inbox.get();
      const isSame = before.epoch === known.epoch && before.merged === known.merged;
      // The next change, or the next sync, tries again.
      if (failed || !isSame) load().catch(() => {});
    });
  }

  return {
    ...rows,
    load,
    close() {
      unsubscribe?.();
      unsubscribe = null;
    },
  };
}
