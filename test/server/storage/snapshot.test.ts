import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInbox, type Inbox } from '../../../server/inbox/inbox.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { openTestStorage } from '../../support/drivers.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';

/** Pages that are read while another process sends, which it does some hundred times a second. */
const PAGES = 500;

let dataDir: string;
let storage: Storage;
let inbox: Inbox;
let writer: Worker;
let userId: number;

beforeEach(async () => {
  dataDir = newDataDir();
  storage = await openTestStorage(dataDir);
  inbox = createInbox({
    wakeAt: () => {},
    storage,
    publish() {},
    receipts: NO_RECEIPTS,
    hasOutboxWorker: false,
    now: Date.now,
    monotonic: Date.now,
  });
  userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
  writer = new Worker(path.join(import.meta.dirname, 'snapshot-writer.ts'), {
    workerData: { dataDir, userId },
  });
});
afterEach(async () => {
  await new Promise<void>((resolve) => {
    writer.once('exit', () => resolve());
    writer.postMessage('stop');
  });
  storage.close();
  fs.rmSync(dataDir, { recursive: true });
});

test('no page claims a revision whose rows it lacks, while another process sends', async () => {
  let sent = 0;
  await new Promise<void>((resolve, reject) => {
    writer.once('error', reject);
    writer.on('message', () => {
      sent += 1;
      resolve();
    });
  });
  let since = 0;
  let moved = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await inbox.sync(userId, { since, epoch: storage.epoch });
    const newest = Math.max(since, ...answer.changed.map(({ revision }) => revision));
    if (answer.next === null) expect(newest).toBe(answer.revision);
    if (newest > since) moved += 1;
    since = newest;
    await new Promise(setImmediate);
  }
  expect(moved).toBeGreaterThan(1);
  expect(sent).toBeGreaterThan(1);
});
