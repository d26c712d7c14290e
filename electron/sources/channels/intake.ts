import type { Cursor, IngestItem } from '#server/source';
import type { AdapterDeps } from '../adapter.ts';
import { createAttempts } from '../attempts.ts';
import type { Keep } from '../keep.ts';
import { createBucket } from './bucket.ts';
import { createLosses } from './losses.ts';
import { createRepeats } from './repeats.ts';

/** Of one request to the backend, which does nothing else meanwhile. */
const BATCH = { items: 250, bytes: 1024 * 1024 };
/** Of what waits for the backend; more than this does only where it is away for long. In characters of JSON. */
const WAITING = { items: 20_000, bytes: 64 * 1024 * 1024 };
/** Any burst of an app passes; a publisher that runs in a circle does not fill the disk. */
const EVENTS = { burst: 10_000, perSecond: 20 };
/** Of the same event again and again, of which nothing is lost. */
const REPEATS = { burst: 500, perSecond: 20 };

export interface Intake {
  /** An event of this name has come, and this is to be kept of it. */
  push(item: IngestItem, event: string): void;
  /** Rows about the source itself, and where it stands: after all that came before. */
  note(items: readonly IngestItem[], cursor?: Cursor): void;
  /** Hands over the rest. */
  dispose(): void;
}

type Waiting = { readonly item: IngestItem | null; readonly bytes: number; cursor?: Cursor };

/**
 * Between the events of bare channels and the backend: what comes while a request is under way goes with the next one. Nothing of
 * it can be asked for again, so that what is too much becomes a row that says so.
 */
export function createIntake(
  deps: Pick<AdapterDeps, 'random' | 'now' | 'log'> & { readonly keep: Keep },
  { most = WAITING }: Readonly<{ most?: Readonly<{ items: number; bytes: number }> }> = {},
): Intake {
  const { keep, log } = deps;
  const queue: Waiting[] = [];
  let bytes = 0;
  /** Of the queue's beginning. */
  let underWay = 0;

  const repeats = createRepeats(deps);
  const events = createBucket(EVENTS, deps.now);
  const repeated = createBucket(REPEATS, deps.now);
  const losses = createLosses({ ...deps, keep: (item) => note([item]) });

  /** The first ones, as many as are one request. */
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
    // One that stands before some of the items claims less than it could.
    return keep(items, batch.findLast(({ cursor }) => cursor !== undefined)?.cursor);
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
      // It is in the inbox already, or about to be: the backend would say the same.
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
      // All at once: the end of a source waits for requests that are under way, and for no others.
      for (const rest = queue.splice(underWay); rest.length > 0; ) {
        const batch = rest.splice(0, batchOf(rest).length);
        send(batch).catch((error: unknown) => log(`the last events were not kept: ${String(error)}`));
      }
    },
  };
}
