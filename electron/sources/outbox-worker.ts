import type { OutboxEntry, OutboxResult } from '#server/outbox';
import { type BackendClient, BackendError } from '../backend/backend.ts';
import type { UpstreamResult } from './upstream-result.ts';

/** Actions that are delivered at a time. */
const PAGE = 50;
/** How long after a failure the worker wakes by itself, in milliseconds: nothing else might wake it. */
const LATER = 5_000;
/** In milliseconds: longer timers overflow, and sleep makes them late. */
const LONGEST_TIMER = 60_000;
/** In milliseconds: the next may be due by this process's clock, but not yet by the backend's. */
const SHORTEST_TIMER = 200;
/** A source that answers nothing for an entry is asked again. */
const UNANSWERED: UpstreamResult = { outcome: 'retry' };

export interface OutboxWorker {
  /** There may be something to deliver now. */
  wake(): void;
  dispose(): void;
}

/** Delivers what the backend's outbox holds for a source: page after page, in order, never two pages at once. */
export function createOutboxWorker(deps: {
  source: string;
  client: () => Pick<BackendClient, 'outbox' | 'report'>;
  /** One result for each entry, in their order. */
  deliver: (entries: readonly OutboxEntry[]) => Promise<readonly UpstreamResult[]>;
  /** Results have been reported to the backend: these are done. */
  onDelivered: (done: readonly OutboxEntry[]) => void;
  now: () => Date;
  log: (message: string) => void;
}): OutboxWorker {
  let running = false;
  let again = false;
  let disposed = false;
  let timer: NodeJS.Timeout | undefined;

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    if (!disposed) timer = setTimeout(wake, Math.min(Math.max(ms, SHORTEST_TIMER), LONGEST_TIMER));
  }

  async function deliverAll(): Promise<void> {
    while (!disposed) {
      again = false;
      const { entries, next_at } = await deps.client().outbox({ source: deps.source, limit: PAGE });
      if (entries.length === 0) {
        if (next_at !== null) wakeIn(Date.parse(next_at) - deps.now().getTime());
        return;
      }
      const results = await deps.deliver(entries);
      await deps
        .client()
        .report(entries.map(({ id }, at): OutboxResult => ({ id, ...(results[at] ?? UNANSWERED) })));
      deps.onDelivered(entries.filter((_, at) => results[at]?.outcome === 'done'));
    }
  }

  function wake(): void {
    again = true;
    if (running || disposed) return;
    running = true;
    clearTimeout(timer);
    deliverAll()
      .catch((error: unknown) => {
        deps.log(`telling failed: ${error instanceof BackendError ? error.code : String(error)}`);
        wakeIn(LATER);
      })
      .finally(() => {
        running = false;
        if (again) wake();
      });
  }

  return {
    wake,
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
