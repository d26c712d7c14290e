import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ListPage } from '#server/inbox';
import type { ReadyMessage } from '#server/session';
import { NOBODY, newId, type Storage } from '../../../server/storage/storage.ts';
import { openTestStorage } from '../../support/drivers.ts';
import { until } from '../../support/poll.ts';
import { newDataDir } from '../../support/server.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Several batches for each of several users. */
const SENDS = 1_500;
const USERS = 3;

let dataDir: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  dataDir = newDataDir();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const titlesIn = ({ db }: Storage): string[] =>
  db.all<{ title: string }>('SELECT title FROM notifications').map(({ title }) => title);

test('two processes with one database let each send arrive once', async () => {
  const storage = await openTestStorage(dataDir);
  const users = await storage.work(NOBODY, function* () {
    const ids: number[] = [];
    for (let user = 0; user < USERS; user += 1) ids.push(yield* storage.users.insert('any', 0));
    return ids;
  });
  const titles = Array.from({ length: SENDS }, (_, index) => `send ${index}`);
  // Both wait when it is time.
  const time = Date.now() + 1_500;
  await storage.work(users, function* () {
    for (const [index, title] of titles.entries()) {
      const user_id = users[index % USERS] ?? 0;
      yield* storage.scheduled.insert({
        ...{ id: newId(), user_id, sender_id: user_id, request: JSON.stringify({ title }) },
        ...{ deliver_at: time + (index % 7), created_at: 0 },
      });
    }
  });
  const announced = [0, 0];
  const workers = announced.map((_, index) => {
    const worker = new Worker(path.join(import.meta.dirname, 'second-process.ts'), {
      workerData: { dataDir },
    });
    worker.on('message', () => {
      announced[index] = (announced[index] ?? 0) + 1;
    });
    return worker;
  });
  const together = () => announced.reduce((sum, one) => sum + one, 0);
  await until('all to arrive', () => together() >= SENDS);
  await Promise.all(
    workers.map((worker) => {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('end');
      return ended;
    }),
  );
  expect(titlesIn(storage).sort()).toEqual(titles.sort());
  expect(together()).toBe(SENDS);
  const counts = storage.db.all<{ unread: number }>('SELECT unread FROM users');
  expect(counts.map(({ unread }) => unread)).toEqual(users.map(() => SENDS / USERS));
  storage.close();
});

/** The server as Electron's main process starts it. */
async function serve() {
  const child = fork(path.join(ROOT, 'server/main.ts'), [], {
    execArgv: ['--import', path.join(ROOT, 'test/support/parent-port.ts')],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  started.push(child);
  const ready = new Promise<ReadyMessage>((resolve) =>
    child.once('message', (message) => resolve(message as ReadyMessage)),
  );
  child.send({ type: 'start', data_dir: dataDir, port: 0 });
  const { url, token } = await ready;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    kill: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
    },
    send: async (body: object) => {
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(`${url}/api/notifications`, init)).status;
    },
    inbox: async () => {
      const page = (await (await fetch(`${url}/api/inbox?limit=200`, { headers })).json()) as ListPage;
      return page.items.map(({ title }) => title);
    },
  };
}

test('killed while sends arrive: after the next start each has arrived once', async () => {
  const first = await serve();
  const titles = Array.from({ length: 150 }, (_, index) => `send ${index}`);
  for (const title of titles) expect(await first.send({ title, delay: 1 })).toBe(202);
  await until('some to arrive', async () => (await first.inbox()).length > 0);
  await first.kill();
  const second = await serve();
  await until('all to arrive', async () => (await second.inbox()).length >= titles.length);
  expect((await second.inbox()).sort()).toEqual(titles.sort());
  await second.kill();
});
