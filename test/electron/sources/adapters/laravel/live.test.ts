import { expect, onTestFinished, test, vi } from 'vitest';
import type { IngestItem } from '#server/source';
import { createLive } from '../../../../../electron/sources/adapters/laravel/live.ts';

test('what the backend does not accept waits in order; the log reports what exceeds the limit', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let away = true;
  const kept: IngestItem[] = [];
  const logged: string[] = [];
  const live = createLive({
    async ingestBatch(items) {
      if (away) throw new Error('away');
      kept.push(...items);
    },
    random: () => 0,
    now: () => new Date(),
    log: (message) => logged.push(message),
  });
  onTestFinished(live.dispose);
  for (let index = 0; index < 5_002; index += 1) live.push({ external_id: String(index) });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(kept).toEqual([]);
  expect(logged.filter((line) => line.includes('left out'))).toHaveLength(2);
  away = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(kept.map(({ external_id }) => Number(external_id))).toEqual(
    Array.from({ length: 5_000 }, (_, n) => n),
  );
});
