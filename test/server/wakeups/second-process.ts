/** Another process with the same database: it does what is due, until it gets a message. */
import { parentPort, workerData } from 'node:worker_threads';
import { pino } from 'pino';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { createScheduledSends } from '../../../server/senders/scheduled.ts';
import { openStorage, steps } from '../../../server/storage/storage.ts';
import { createWakeups } from '../../../server/wakeups/wakeups.ts';

const { dataDir } = workerData as Readonly<{ dataDir: string }>;
const log = pino({ level: 'silent' });
const storage = await openStorage({ dataDir, log });
const { receipts } = storage;
const wakeups = createWakeups({
  ...{ storage, now: Date.now, monotonic: () => performance.now(), random: Math.random, everyMs: 1_000, log },
});
const inbox = createInbox({
  storage,
  wakeAt: wakeups.wakeAt,
  publish: () => parentPort?.postMessage('announced'),
  receipts: {
    chosen() {},
    read: steps('receipts.read', function* () {
      return () => {};
    }),
  },
  hasOutboxWorker: false,
  now: Date.now,
  monotonic: Date.now,
});
const { kind } = createScheduledSends({ storage, inbox, receipts: { sent: receipts.sentBy }, now: Date.now });
wakeups.start([kind, ...inbox.due]);
parentPort?.once('message', () => void wakeups.end().then(storage.close));
