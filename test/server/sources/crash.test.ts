import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Notification } from '#server/notification';
import type { OutboxEntry } from '#server/outbox';
import type { ReadyMessage } from '#server/session';
import type { SourceState } from '#server/source';
import { newDataDir } from '../../support/server.ts';
import { newItem, SOURCE } from './harness.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const BATCHES = 40;
const SIZE = 5;

const started: ChildProcess[] = [];
let dataDir: string;
beforeEach(() => {
  dataDir = newDataDir();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** The server as Electron's main process starts it. */
async function serve() {
  const preload = path.join(ROOT, 'test/support/parent-port.ts');
  const child = fork(path.join(ROOT, 'server/main.ts'), [], {
    execArgv: ['--import', preload],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  started.push(child);
  const ready = new Promise<ReadyMessage>((resolve) =>
    child.once('message', (m) => resolve(m as ReadyMessage)),
  );
  child.send({ type: 'start', data_dir: dataDir, port: 0 });
  const { url, token } = await ready;
  async function call<T>(method: string, address: string, body?: unknown): Promise<T> {
    const answer = await fetch(url + address, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  return { child, call, ended };
}
type Server = Awaited<ReturnType<typeof serve>>;

const ingest = ({ call }: Server, batch: number) =>
  call('POST', '/api/inbox/ingest', {
    source: SOURCE,
    items: Array.from({ length: SIZE }, (_, index) => newItem(`${batch}-${index}`)),
    cursor: { batch },
  });

async function all({ call }: Server): Promise<Notification[]> {
  const page = await call<{ items: Notification[] }>('GET', '/api/inbox?limit=200');
  return page.items;
}

test('killed during ingest and reports: cursor and rows, row and outbox agree, and a repetition ends like one run', async () => {
  const first = await serve();
  await first.call('PUT', `/api/sources/${SOURCE}`, { kind: 'belfry', actions: ['read', 'unread'] });
  let acknowledged = -1;
  const read = new Set<string>();

  const feeding = (async () => {
    for (let batch = 0; batch < BATCHES; batch += 1) {
      await ingest(first, batch);
      acknowledged = batch;
      if (batch === BATCHES / 2) first.child.kill('SIGKILL');
    }
  })();
  const reading = (async () => {
    for (;;) {
      const ids = (await all(first)).filter((row) => row.read_at === null).map(({ id }) => id);
      if (ids.length === 0) continue;
      await first.call('POST', '/api/inbox/actions', { action: 'read', ids: ids.slice(0, 3) });
      for (const id of ids.slice(0, 3)) read.add(id);
    }
  })();
  await Promise.allSettled([feeding, reading]);
  await first.ended;
  expect(acknowledged).toBeGreaterThan(0);
  expect(acknowledged).toBeLessThan(BATCHES - 1);
  expect(read.size).toBeGreaterThan(0);

  const second = await serve();
  const { sources } = await second.call<{ sources: SourceState[] }>('GET', '/api/sources');
  const batch = Number(sources[0]?.cursor?.batch);
  expect(batch).toBeGreaterThanOrEqual(acknowledged);
  const survived = await all(second);
  expect(survived).toHaveLength((batch + 1) * SIZE);

  const { entries } = await second.call<{ entries: OutboxEntry[] }>(
    'GET',
    `/api/outbox?source=${SOURCE}&limit=500`,
  );
  const readRows = survived.filter((row) => row.read_at !== null).map(({ id }) => id);
  expect([...read].filter((id) => !readRows.includes(id))).toEqual([]);
  expect(entries.map((entry) => entry.notification_id).sort()).toEqual(readRows.sort());

  for (let again = 0; again < BATCHES; again += 1) await ingest(second, again);
  const rows = await all(second);
  expect(new Set(rows.map(({ title }) => title)).size).toBe(BATCHES * SIZE);
  expect(rows).toHaveLength(BATCHES * SIZE);
  second.child.kill('SIGKILL');
  await second.ended;
});
