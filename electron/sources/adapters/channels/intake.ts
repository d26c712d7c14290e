import type { Cursor, IngestItem } from '#server/source';
import type { AdapterDeps } from '../../adapter.ts';
import { createAttempts } from '../../http/http.ts';
import type { IngestBatch } from '../ingest-batch.ts';
import { createBucket } from './bucket.ts';
import { createLosses } from './losses.ts';
import { createRepeats } from './repeats.ts';

/** The size of one request to the backend, which does nothing else meanwhile. */
const BATCH = { items: 250, bytes: 1024 * 1024 };
/** The most that waits for the backend, which it reaches only if the backend is away for long. `bytes`: characters of JSON. */
const WAITING = { items: 20_000, bytes: 64 * 1024 * 1024 };
/** Lets any burst of an app pass, but does not let a publisher in an endless loop fill the disk. */
const EVENTS = { burst: 10_000, perSecond: 20 };
/** The rate above which repeats of a stored event make a row. */
const REPEATS = { burst: 500, perSecond: 20 };

export interface Intake {
  /** An event of this name has come; this is its item. */
  push(item: IngestItem, event: string): void;
  /** Rows about the source itself and its cursor, stored after everything that came before. */
  note(items: readonly IngestItem[], cursor?: Cursor): void;
  /** Hands over the rest. */
  dispose(): void;
}

type Waiting = { readonly item: IngestItem | null; readonly bytes: number; cursor?: Cursor };

/**
 * The queue between the events of bare channels and the backend: what comes during a request goes with the next one. None of it can be
 * asked for again, so what has to be dropped is counted in a row.
 */
export function createIntake(
  deps: Pick<AdapterDeps, 'random' | 'now' | 'log'> & { readonly ingestBatch: IngestBatch },
  { most = WAITING }: Readonly<{ most?: Readonly<{ items: number; bytes: number }> }> = {},
): Intake {
  const { ingestBatch, log } = deps;
  const queue: Waiting[] = [];
  let bytes = 0;
  /** How many at the head of the queue are in the present request. */
  let underWay = 0;

  const repeats = createRepeats(deps);
  const events = createBucket(EVENTS, deps.now);
  const repeated = createBucket(REPEATS, deps.now);
  const losses = createLosses({ ...deps, store: (item) => note([item]) });

  /** The head of the queue, as much as fits one request. */
  function batchOf(all: readonly Waiting[]): readonly Waiting[] {
    let size = 0;
    const end = all.slice(0, BATCH.items).findIndex(({ bytes: one }, at) => {
      size += one;
      return size > BATCH.bytes && at > 0;
    });
    return all.slice(0, end === -1 ? BATCH.items : end);
  }

  function send(batch: readonly Waiting[]): Promise<void> {
    const items = batch.flatMap(({ item }) => (item === null ? [] : [item]));
    // The last cursor of the batch: items after it only make it claim less than it could.
    return ingestBatch(items, batch.findLast(({ cursor }) => cursor !== undefined)?.cursor);
  }

  const attempts = createAttempts({
    ...deps,
    async job() {
      while (queue.length > 0) {
        const batch = batchOf(queue);
        underWay = batch.length;
        try {
          await send(batch);
        } finally {
          underWay = 0;
        }
        for (const done of queue.splice(0, batch.length)) bytes -= done.bytes;
      }
    },
    onFailed: (error) => log(`${queue.length} events wait for the backend: ${String(error)}`),
  });

  function add(item: IngestItem | null, size: number, cursor?: Cursor): void {
    queue.push({ item, bytes: size, ...(cursor === undefined ? {} : { cursor }) });
    bytes += size;
    attempts.ask();
  }

  function note(items: readonly IngestItem[], cursor?: Cursor): void {
    for (const item of items) add(item, JSON.stringify(item).length);
    const last = queue.length > underWay ? queue.at(-1) : undefined;
    if (cursor === undefined) return;
    if (last === undefined) add(null, 0, cursor);
    else last.cursor = cursor;
  }

  return {
    push(item, event) {
      // The event is in the inbox, or about to be: the backend would answer `unchanged`.
      if (repeats.has(item.external_id)) {
        if (!repeated.take()) losses.add('repeated', event);
        return;
      }
      const size = JSON.stringify(item).length;
      if (queue.length >= most.items || bytes + size > most.bytes) return losses.add('backlog', event);
      if (!events.take()) return losses.add('too_many', event);
      repeats.add(item.external_id);
      add(item, size);
    },
    note,
    dispose() {
      losses.dispose();
      attempts.dispose();
      // All at once: the end of a source waits only for requests that have been made.
      for (const rest = queue.splice(underWay); rest.length > 0; ) {
        const batch = rest.splice(0, batchOf(rest).length);
        send(batch).catch((error: unknown) => log(`the last events were not stored: ${String(error)}`));
      }
    },
  };
}
