import type { OutboxEntry, OutboxResult } from '#server/source';
import { type BackendClient, BackendError } from '../backend/client.ts';
import type { Told } from './adapter.ts';

/** So many actions are told at a time. */
const PAGE = 50;
/** After a failure nobody may wake it; in milliseconds. */
const LATER = 5_000;
/** Longer timers overflow, and a computer's sleep makes them late. */
const LONGEST_TIMER = 60_000;
/** By this computer's clock the next may be due, though the backend's does not think so. */
const SHORTEST_TIMER = 200;
/** A source that answers nothing for an entry is asked again. */
const UNANSWERED: Told = { outcome: 'retry' };

export interface Drain {
  /** There may be something to tell now. */
  wake(): void;
  dispose(): void;
}

/** Tells a source of what the backend's outbox holds for it: page after page, in order, never two at once. */
export function createDrain(deps: {
  source: string;
  client: () => Pick<BackendClient, 'outbox' | 'report'>;
  /** One answer for each, in their order. */
  tell: (entries: readonly OutboxEntry[]) => Promise<readonly Told[]>;
  /** The backend knows how telling went; so many of them were reads that the source has taken. */
  onTold: (reads: number) => void;
  now: () => Date;
  log: (message: string) => void;
}): Drain {
  let running = false;
  let again = false;
  let disposed = false;
  let timer: NodeJS.Timeout | undefined;

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    if (!disposed) timer = setTimeout(wake, Math.min(Math.max(ms, SHORTEST_TIMER), LONGEST_TIMER));
  }

  async function tellAll(): Promise<void> {
    while (!disposed) {
      again = false;
      const { entries, next_at } = await deps.client().outbox({ source: deps.source, limit: PAGE });
      if (entries.length === 0) {
        if (next_at !== null) wakeIn(Date.parse(next_at) - deps.now().getTime());
        return;
      }
      const told = await deps.tell(entries);
      await deps
        .client()
        .report(entries.map(({ id }, at): OutboxResult => ({ id, ...(told[at] ?? UNANSWERED) })));
      deps.onTold(
        entries.filter(({ action }, at) => action === 'read' && told[at]?.outcome === 'done').length,
      );
    }
  }

  function wake(): void {
    again = true;
    if (running || disposed) return;
    running = true;
    clearTimeout(timer);
    tellAll()
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
