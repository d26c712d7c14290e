import { wholeFields } from '#server/rules/content';
import type { Cursor, IngestItem } from '#server/source';
import { INGEST_BODY_LIMIT, INGEST_ITEMS } from '#server/source';
import { BackendError } from '../backend/client.ts';
import type { AdapterDeps } from './adapter.ts';

/** Hands over to the backend, in their order; the cursor goes with the last of them. Rejects with a BackendError. */
export type Keep = (items: readonly IngestItem[], cursor?: Cursor) => Promise<void>;

/** With room for what surrounds the items. */
const PORTION_BYTES = INGEST_BODY_LIMIT / 2;
/** The backend will never take it. */
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

/** Without all that an upstream makes up freely but its words; the row says so. */
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

/** One item that the backend refuses must not hold up all others for ever: it is kept plainer, or else left out. */
export function createKeep({ ingest, log }: Pick<AdapterDeps, 'ingest' | 'log'>): Keep {
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
