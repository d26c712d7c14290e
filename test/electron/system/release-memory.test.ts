import { expect, test } from 'vitest';
import { releaseMemory as ofMain } from '../../../electron/system/release-memory.ts';
import { releaseMemory as ofBackend } from '../../../server/release-memory.ts';

test.each([
  ['main', ofMain],
  ['the backend', ofBackend],
])('%s gives back what a start has left', async (_, releaseMemory) => {
  const left = new WeakRef({ rows: Array.from({ length: 10_000 }, String) });
  expect(left.deref()).toBeDefined();
  // What was looked at stays until the end of the job.
  await new Promise(setImmediate);
  await releaseMemory();
  expect(left.deref()).toBeUndefined();
});
