import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BackendClient, BackendError } from '../../../electron/backend/client.ts';
import { createRetryingClient } from '../../../electron/sources/retrying-client.ts';
import { createReceipts } from '../../../electron/sources/seen-receipts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A backend that answers with these errors first and then accepts reports. */
function setUp(...errors: readonly string[]) {
  const left = [...errors];
  const told: (readonly string[])[] = [];
  const onReported = vi.fn();
  const log = vi.fn();
  const client = {
    async seen(ids: readonly string[]) {
      const code = left.shift();
      if (code !== undefined) throw new BackendError(code, code);
      told.push(ids);
    },
  } as BackendClient;
  const receipts = createReceipts({
    retryingClient: createRetryingClient({ client: () => client }),
    onReported,
    log,
  });
  return { receipts, told, onReported, log };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

test('what was seen is reported, and the outbox is checked', async () => {
  const { receipts, told, onReported } = setUp();
  receipts.seen(['a', 'b']);
  await settle();
  expect(told).toEqual([['a', 'b']]);
  expect(onReported).toHaveBeenCalledOnce();
});

test('while the backend is away it waits, and what comes meanwhile goes together, each once', async () => {
  const { receipts, told, onReported } = setUp('unreachable', 'storage_failed');
  receipts.seen(['a']);
  await settle();
  receipts.seen(['b', 'c']);
  receipts.seen(['c', 'd']);
  expect(onReported).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([['a'], ['b', 'c', 'd']]);
});

test('more than one report holds go in several', async () => {
  const { receipts, told } = setUp();
  receipts.seen(Array.from({ length: 1_200 }, (_, n) => `id ${n}`));
  await settle();
  expect(told.map((ids) => ids.length)).toEqual([500, 500, 200]);
});

test('a refusal is noted and does not hold up what comes next', async () => {
  const { receipts, told, log } = setUp('invalid_request');
  receipts.seen(['a']);
  await settle();
  receipts.seen(['b']);
  await settle();
  expect(told).toEqual([['b']]);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('invalid_request'));
});

test('at the end nothing is asked any more', async () => {
  const { receipts, told } = setUp('unreachable');
  receipts.seen(['a']);
  await settle();
  receipts.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  receipts.seen(['b']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([]);
});
