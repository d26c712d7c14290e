import type { Cursor } from '#server/source';
import type { AdapterDeps } from '../../adapter.ts';
import { detail } from '../../detail.ts';
import { badAnswer } from '../../http/http.ts';
import type { IngestBatch } from '../ingest-batch.ts';
import { timeOf, timestampOf } from './list-row.ts';
import type { Pages } from './pages.ts';
import { createWalk, reaches, type Walk } from './walk.ts';

/**
 * How far below the mark the list is read again, in milliseconds: rows of one second have no order, and a long transaction inserts rows
 * below newer ones.
 */
const OVERLAP = 60_000;
/** The most rows that are read from an app that was never read before. */
const HISTORY = 20_000;

/** The newest row up to which the list was read without a hole. */
type Mark = Readonly<{ id: string; created_at: string | null }>;

function markOf(cursor: Cursor | null): Mark | null {
  const { id, created_at } = cursor ?? {};
  return typeof id === 'string'
    ? { id, created_at: typeof created_at === 'string' ? created_at : null }
    : null;
}

export interface CatchUp {
  /**
   * Ingests everything down to the mark, then moves the mark. After an error the mark stays, and the next run continues. Rejects with
   * a TroubleError or BackendError.
   */
  run(): Promise<void>;
}

export function createCatchUp(
  deps: Pick<AdapterDeps, 'cursor' | 'now'> & { readonly pages: Pages; readonly ingestBatch: IngestBatch },
): CatchUp {
  let current: Readonly<{ walk: Walk; mark: Mark | null; begun: Date }> | null = null;

  async function begin(): Promise<NonNullable<typeof current>> {
    const mark = markOf(await deps.cursor());
    const time = timeOf(mark?.created_at);
    const walk = createWalk({
      page: deps.pages.page,
      take: (rows) => deps.ingestBatch(rows.map(({ item }) => item)),
      enough(rows, seen) {
        if (mark === null) return seen.size >= HISTORY;
        return time === null ? seen.has(mark.id) : reaches(rows, time - OVERLAP);
      },
    });
    return { walk, mark, begun: deps.now() };
  }

  async function finish({ walk, mark, begun }: NonNullable<typeof current>): Promise<void> {
    const top = walk.top();
    if (top === null) return;
    // A date in the future would hide what comes until then.
    const time = top.time === null ? null : Math.min(top.time, begun.getTime());
    const created_at =
      top.time === time ? timestampOf(top.item.created_at) : timestampOf(begun.toISOString());
    if (mark?.id === top.id && mark.created_at === created_at) return;
    await deps.ingestBatch([], { id: top.id, created_at });
  }

  return {
    async run() {
      for (;;) {
        const isResumed = current !== null;
        current ??= await begin();
        const end = await current.walk.run();
        const done = current;
        current = null;
        if (end !== 'complete') {
          throw badAnswer(detail('odd_list', {}, end));
        }
        await finish(done);
        // A resumed walk began before the interruption: one more run looks for what came since.
        if (!isResumed) return;
      }
    },
  };
}
