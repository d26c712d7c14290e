import { type BackendClient, BackendError } from '../backend/backend.ts';
import type { RetryingClient } from './retrying-client.ts';

/** As many ids as one report may have. */
const MOST_IDS = 500;

/** What was on a screen, on its way to the backend, which tells its senders. */
export interface Receipts {
  /** Any number, any of them again. Never throws. */
  seen(ids: readonly string[]): void;
  dispose(): void;
}

/** Reports in portions, one at a time, and waits for an absent backend. What is lost at the end is seen again one day. */
export function createReceipts(deps: {
  readonly retryingClient: RetryingClient;
  /** The outbox may have something new. */
  onReported(): void;
  log(message: string): void;
}): Receipts {
  const ended = new AbortController();
  const waiting = new Set<string>();
  let running = false;

  async function reportAll(): Promise<void> {
    while (waiting.size > 0 && !ended.signal.aborted) {
      const ids = [...waiting].slice(0, MOST_IDS);
      for (const id of ids) waiting.delete(id);
      await deps.retryingClient.ask((client: Pick<BackendClient, 'seen'>) => client.seen(ids), ended.signal);
      deps.onReported();
    }
  }

  function run(): void {
    if (running) return;
    running = true;
    reportAll()
      .catch((error: unknown) =>
        deps.log(`what was seen is not told: ${error instanceof BackendError ? error.code : String(error)}`),
      )
      .finally(() => {
        running = false;
        if (waiting.size > 0 && !ended.signal.aborted) run();
      });
  }

  return {
    seen(ids) {
      for (const id of ids) waiting.add(id);
      run();
    },
    dispose: () => ended.abort(),
  };
}
