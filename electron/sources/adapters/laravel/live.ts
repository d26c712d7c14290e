import type { IngestItem } from '#server/source';
import type { AdapterDeps } from '../../adapter.ts';
import { createAttempts } from '../../http/http.ts';
import type { IngestBatch } from '../ingest-batch.ts';

/** The longest queue, which is reached only if the backend is away for long; the app's list has most of it. */
const LONGEST_QUEUE = 5_000;

export interface Live {
  push(item: IngestItem): void;
  dispose(): void;
}

/** Ingests what comes over the channel, in its order. What the backend does not take yet waits, as the app's list may not have it. */
export function createLive(
  deps: Pick<AdapterDeps, 'random' | 'now' | 'log'> & { readonly ingestBatch: IngestBatch },
): Live {
  const queue: IngestItem[] = [];
  const attempts = createAttempts({
    ...deps,
    async job() {
      while (queue.length > 0) {
        const items = queue.slice();
        await deps.ingestBatch(items);
        queue.splice(0, items.length);
      }
    },
    onFailed: (error) => deps.log(`${queue.length} events wait for the backend: ${String(error)}`),
  });

  return {
    push(item) {
      if (queue.length === LONGEST_QUEUE) {
        deps.log('an event was left out: the backend has been away for too long');
        return;
      }
      queue.push(item);
      attempts.ask();
    },
    dispose: attempts.dispose,
  };
}
