import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ListPage, SyncPage } from '#server/inbox';
import type { SendAnswer } from '#server/send';
import type { ReadyMessage } from '#server/session';
import { NOBODY, newId, type Storage, wholeRow } from '../../../server/storage/storage.ts';
import { openTestStorage } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
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

const addUsers = (storage: Storage) =>
  storage.work(NOBODY, function* () {
    const ids: number[] = [];
    for (let user = 0; user < USERS; user += 1) ids.push(yield* storage.users.insert('any', 0));
    return ids;
  });

test('two processes with one database let each send arrive once', async () => {
  const storage = await openTestStorage(dataDir);
  const users = await addUsers(storage);
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
  const { announced, end } = startTwo();
  await until('all to arrive', () => announced() >= SENDS);
  await end();
  expect(titlesIn(storage).sort()).toEqual(titles.sort());
  expect(announced()).toBe(SENDS);
  const counts = storage.db.all<{ unread: number }>('SELECT unread FROM users');
  expect(counts.map(({ unread }) => unread)).toEqual(users.map(() => SENDS / USERS));
  storage.close();
});

/** Two processes with the database. `announced`: how many changes both have announced. */
function startTwo() {
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
  return {
    announced: () => announced.reduce((sum, one) => sum + one, 0),
    end: () =>
      Promise.all(
        workers.map((worker) => {
          const ended = new Promise((resolve) => worker.once('exit', resolve));
          worker.postMessage('end');
          return ended;
        }),
      ),
  };
}

test('two processes with one database end each snooze, and let each row expire, once', async () => {
  const storage = await openTestStorage(dataDir);
  const users = await addUsers(storage);
  const time = Date.now() + 1_500;
  await storage.work(users, function* () {
    for (let index = 0; index < SENDS; index += 1) {
      const user_id = users[index % USERS] ?? 0;
      const at = time + (index % 7);
      const sleeps = index % 2 === 0;
      const expires_at = sleeps ? null : at;
      const by = Number(!sleeps);
      const user = yield* storage.users.arrive(user_id, index, { unread: by, shown: by });
      if (by > 0) yield* storage.users.countSource(user_id, 'local', by);
      const { revision = 0, surfaced_at = 0 } = user ?? {};
      const row = wholeRow({
        ...{ ...makeContent({ expires_at }), id: newId(), user_id, revision, surfaced_at, occurrences: 1 },
        ...{ read_at: null, archived_at: null, created_at: 0, received_at: 0, updated_at: 0 },
        snoozed_until: sleeps ? at : null,
      });
      yield* storage.notifications.insert(row);
    }
  });
  // What both do is noted by the database itself.
  storage.db.exec(`CREATE TABLE done (id TEXT, what TEXT);
    CREATE TRIGGER woke AFTER UPDATE ON notifications WHEN NEW.surfaced_revision > OLD.surfaced_revision
      BEGIN INSERT INTO done VALUES (NEW.id, 'woke'); END;
    CREATE TRIGGER over AFTER UPDATE ON notifications WHEN NEW.ended = 'expired' AND NEW.acted_revision > OLD.acted_revision
      BEGIN INSERT INTO done VALUES (NEW.id, 'over'); END`);
  const revisions = () =>
    storage.db.one<{ sum: number }>('SELECT sum(revision) AS sum FROM users')?.sum ?? Number.NaN;
  const before = revisions();
  const { announced, end } = startTwo();
  const done = () => storage.db.all<{ id: string; what: string }>('SELECT DISTINCT id, what FROM done');
  await until('all to be done', () => done().length >= SENDS);
  await end();
  const times = storage.db.all<{ times: number }>('SELECT count(*) AS times FROM done GROUP BY id');
  expect(times).toEqual(Array.from({ length: SENDS }, () => ({ times: 1 })));
  expect(announced()).toBe(revisions() - before);
  const counts = storage.db.all<{ unread: number }>('SELECT unread FROM users');
  expect(counts.map(({ unread }) => unread)).toEqual(users.map(() => SENDS / USERS / 2));
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
    sent: async (body: object) => {
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return ((await (await fetch(`${url}/api/notifications`, init)).json()) as SendAnswer).notification;
    },
    act: async (action: object, ids: readonly string[]) => {
      const init = { method: 'POST', headers, body: JSON.stringify({ action, ids }) };
      expect((await fetch(`${url}/api/inbox/actions`, init)).status).toBe(200);
    },
    counts: async () => {
      const page = await (await fetch(`${url}/api/inbox/sync?since=0`, { headers })).json();
      return (page as SyncPage).counts.unread;
    },
    inbox: async () => {
      const page = (await (await fetch(`${url}/api/inbox?limit=200`, { headers })).json()) as ListPage;
      return page.items.map(({ title }) => title);
    },
  };
}

test('killed while rows expire and snoozes end: after the next start each change is done, and counted once', {
  timeout: 60_000,
}, async () => {
  const first = await serve();
  const ids: string[] = [];
  for (let index = 0; index < 100; index += 1) {
    const expires_at = new Date(Date.now() + 4_000).toISOString();
    ids.push((await first.sent({ title: `${index}`, ...(index % 2 === 0 && { expires_at }) })).id);
  }
  const until3 = new Date(Date.now() + 181_000).toISOString();
  const asleep = ids.filter((_, index) => index % 2 === 1);
  await first.act({ kind: 'snooze', until: until3 }, asleep);
  await until('some to expire', async () => (await first.counts()) < 50);
  await first.kill();
  // As if those three minutes had passed.
  const storage = await openTestStorage(dataDir);
  storage.db.exec('UPDATE notifications SET snoozed_until = 1 WHERE snoozed_until IS NOT NULL');
  storage.close();
  const second = await serve();
  await until('all to return', async () => (await second.inbox()).length === 50);
  await until('all to expire', async () => (await second.counts()) === 50);
  expect((await second.inbox()).map(Number).every((index) => index % 2 === 1)).toBe(true);
  await second.kill();
});

test('killed while sends arrive: after the next start each has arrived once', {
  timeout: 60_000,
}, async () => {
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
