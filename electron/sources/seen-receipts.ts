import { type BackendClient, BackendError } from '../backend/backend.ts';
import type { RetryingClient } from './retrying-client.ts';

/** The most ids that one report may have. */
const MOST_IDS = 500;

/** Reports to the backend which notifications were on a screen; the backend passes it on to their senders. */
export interface Receipts {
  /** Takes any number of ids, also repeatedly. Never throws. */
  seen(ids: readonly string[]): void;
  dispose(): void;
}

/** Reports in portions, one at a time, and waits for an absent backend. What is lost when the app ends is reported when it is next seen. */
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
        deps.log(
          `seen notifications were not reported: ${error instanceof BackendError ? error.code : String(error)}`,
        ),
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
