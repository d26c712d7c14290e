/** Another process with the same database: it sends to user `userId` until it gets a message. */
import { parentPort, workerData } from 'node:worker_threads';
import { pino } from 'pino';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { openStorage } from '../../../server/storage/storage.ts';
import { makeContent } from '../../support/make.ts';

const { dataDir, userId } = workerData as Readonly<{ dataDir: string; userId: number }>;
const storage = await openStorage({ dataDir, log: pino({ level: 'silent' }) });
const inbox = createInbox({
  wakeAt: () => {},
  storage,
  publish() {},
  receipts: {
    chosen() {},
    read() {
      throw new Error('nothing is read here');
    },
  },
  hasOutboxWorker: false,
  now: Date.now,
  monotonic: Date.now,
});
let stopped = false;
parentPort?.once('message', () => {
  stopped = true;
});
while (!stopped) {
  await storage.work([userId], () => inbox.arrive(userId, makeContent()));
  parentPort?.postMessage('sent');
}
storage.close();
