import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BackendClient, BackendError } from '../../../electron/backend/client.ts';
import { createRetryingClient } from '../../../electron/sources/retrying-client.ts';

const CLIENT = {} as BackendClient;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(...answers: readonly (string | Error)[]) {
  const left = [...answers];
  const request = vi.fn(async () => {
    const answer = left.shift() ?? 'the last';
    if (typeof answer !== 'string') throw answer;
    return answer;
  });
  const retryingClient = createRetryingClient({ client: () => CLIENT });
  const end = new AbortController();
  const asked = retryingClient.ask(request, end.signal);
  asked.catch(() => {});
  return { retryingClient, request, end, asked };
}
const away = (code = 'unreachable') => new BackendError(code, 'away');

test('what passes is asked again with growing pauses', async () => {
  const { request, asked } = setUp(away(), away('storage_failed'), away('shutting_down'), 'there');
  await vi.advanceTimersByTimeAsync(199);
  expect(request).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(request).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(4_000);
  await expect(asked).resolves.toBe('there');
  expect(request).toHaveBeenCalledTimes(4);
});

test('a refusal is an answer', async () => {
  const { request, asked } = setUp(away('invalid_request'));
  await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
  expect(request).toHaveBeenCalledTimes(1);
});

test('news of the backend end the pause', async () => {
  const { retryingClient, request, asked } = setUp(away(), away(), away(), away(), 'there');
  await vi.advanceTimersByTimeAsync(4_200);
  expect(request).toHaveBeenCalledTimes(4);
  retryingClient.nudge();
  await expect(asked).resolves.toBe('there');
});

test('nobody asks any more after the end', async () => {
  const { request, end, asked } = setUp(away());
  await vi.advanceTimersByTimeAsync(0);
  end.abort();
  await expect(asked).rejects.toMatchObject({ code: 'unreachable' });
  expect(request).toHaveBeenCalledTimes(1);
});
