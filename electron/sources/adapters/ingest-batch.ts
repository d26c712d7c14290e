import { wholeFields } from '#server/rules/content';
import { type Cursor, INGEST_BODY_LIMIT, INGEST_ITEMS, type IngestItem } from '#server/source';
import { BackendError } from '../../backend/backend.ts';
import type { AdapterDeps } from '../adapter.ts';

/** Hands items to the backend in their order, in portions; the cursor goes with the last portion. Rejects with a BackendError. */
export type IngestBatch = (items: readonly IngestItem[], cursor?: Cursor) => Promise<void>;

/** Leaves room for what surrounds the items. */
const PORTION_BYTES = INGEST_BODY_LIMIT / 2;
/** Codes that mean: the backend will never take this. */
const REFUSALS: readonly string[] = ['invalid_request', 'payload_too_large', 'malformed_json', 'bad_request'];

const isRefusal = (error: unknown): boolean => error instanceof BackendError && REFUSALS.includes(error.code);

function portionsOf(items: readonly IngestItem[]): IngestItem[][] {
  const portions: IngestItem[][] = [[]];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item));
    const last = portions.at(-1);
    if (
      last === undefined ||
      last.length === INGEST_ITEMS ||
      (last.length > 0 && bytes + size > PORTION_BYTES)
    ) {
      portions.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return portions;
}

/** The item without everything that a source can fill freely, except its text; the row says that it was trimmed. */
function plain(item: IngestItem): IngestItem {
  if (item.content === undefined) return item;
  const { type, title, message, priority, phrases } = item.content;
  return {
    ...item,
    content: {
      ...wholeFields({ type, title, message, priority }),
      trimmed: true,
      ...(phrases !== undefined && { phrases }),
    },
  };
}

/** An item that the backend refuses must not block the others: it is stored plainer, or left out. */
export function createIngestBatch({ ingest, log }: Pick<AdapterDeps, 'ingest' | 'log'>): IngestBatch {
  async function one(item: IngestItem, cursor?: Cursor): Promise<void> {
    try {
      await ingest([plain(item)], cursor);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log(`a notification was left out: ${String(error)}`);
      if (cursor !== undefined) await ingest([], cursor);
    }
  }

  async function portion(items: readonly IngestItem[], cursor?: Cursor): Promise<void> {
    try {
      await ingest(items, cursor);
    } catch (error) {
      const [first, ...others] = items;
      if (!isRefusal(error) || first === undefined) throw error;
      if (others.length === 0) return one(first, cursor);
      const middle = Math.ceil(items.length / 2);
      await portion(items.slice(0, middle));
      await portion(items.slice(middle), cursor);
    }
  }

  return async (items, cursor) => {
    if (items.length === 0 && cursor === undefined) return;
    const portions = portionsOf(items);
    for (const [index, part] of portions.entries()) {
      await portion(part, index === portions.length - 1 ? cursor : undefined);
    }
  };
}
