import { expect, test } from 'vitest';
import { wholeFields } from '#server/rules/content';
import type { Cursor, IngestItem } from '#server/source';
import { BackendError } from '../../../../electron/backend/client.ts';
import { createIngestBatch } from '../../../../electron/sources/adapters/ingest-batch.ts';

const CURSOR: Cursor = { at: 1 };
const item = (id: string, data: Record<string, unknown> = {}): IngestItem => ({
  external_id: id,
  content: wholeFields({ type: 't', title: id, data }),
});

function setUp(refuses: (items: readonly IngestItem[]) => string | null = () => null) {
  const kept: string[] = [];
  const trimmed: string[] = [];
  const requests: number[] = [];
  const cursors: unknown[] = [];
  const logged: string[] = [];
  const ingestBatch = createIngestBatch({
    async ingest(items, cursor) {
      requests.push(items.length);
      const code = refuses(items);
      if (code !== null) throw new BackendError(code, 'no');
      kept.push(...items.map(({ external_id }) => external_id));
      trimmed.push(...items.filter(({ content }) => content?.trimmed).map(({ external_id }) => external_id));
      if (cursor !== undefined) cursors.push([kept.length, cursor]);
    },
    log: (message) => logged.push(message),
  });
  return { ingestBatch, kept, trimmed, requests, cursors, logged };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const hasBad = (items: readonly IngestItem[]) => items.some((one) => 'bad' in (one.content?.data ?? {}));

test('portions are as large as the backend accepts, and the cursor goes with the last one', async () => {
  const { ingestBatch, kept, requests, cursors } = setUp();
  await ingestBatch(
    ids(1_200).map((id) => item(id)),
    CURSOR,
  );
  expect(requests).toEqual([500, 500, 200]);
  expect(kept).toEqual(ids(1_200));
  expect(cursors).toEqual([[1_200, CURSOR]]);
});

test('portions are no longer than the backend accepts', async () => {
  const { ingestBatch, kept, requests } = setUp();
  await ingestBatch(ids(5).map((id) => item(id, { long: 'é'.repeat(1_500_000) })));
  expect(requests).toEqual([2, 2, 1]);
  expect(kept).toEqual(ids(5));
});

test('nothing is not asked for; a cursor alone is', async () => {
  const { ingestBatch, requests, cursors } = setUp();
  await ingestBatch([]);
  expect(requests).toEqual([]);
  await ingestBatch([], CURSOR);
  expect(cursors).toEqual([[0, CURSOR]]);
});

test('a refused notification is stored without the part that may be wrong, says so, and delays nothing', async () => {
  const { ingestBatch, kept, trimmed, cursors, logged } = setUp((items) =>
    hasBad(items) ? 'invalid_request' : null,
  );
  await ingestBatch([item('a'), item('b', { bad: 1 }), item('c'), item('d', { bad: 1 })], CURSOR);
  expect(kept).toEqual(['a', 'b', 'c', 'd']);
  expect(trimmed).toEqual(['b', 'd']);
  expect(cursors).toEqual([[4, CURSOR]]);
  expect(logged).toEqual([]);
});

test('an item that is refused again is left out, and the log says so', async () => {
  const { ingestBatch, kept, cursors, logged } = setUp((items) =>
    items.some(({ external_id }) => external_id === 'b') ? 'payload_too_large' : null,
  );
  await ingestBatch([item('a'), item('b')], CURSOR);
  expect(kept).toEqual(['a']);
  expect(cursors).toEqual([[1, CURSOR]]);
  expect(logged).toHaveLength(1);
});

test.each(['unreachable', 'storage_failed', 'not_found'])('%s is not the fault of an item', async (code) => {
  const { ingestBatch, requests } = setUp(() => code);
  await expect(ingestBatch([item('a'), item('b')], CURSOR)).rejects.toMatchObject({ code });
  expect(requests).toEqual([2]);
});
