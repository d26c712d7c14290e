/** The main process's inbox on the real server: over its HTTP surface and, with pusher-js, its channel. */
import fs from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ofView } from '#server/rules/list-filter';
import { VIEWS, type View } from '#server/rules/state';
import type { ReadyMessage } from '#server/session';
import { type Connection, createConnection } from '../../electron/inbox/connection.ts';
import { createInboxClient, type InboxChange, type InboxClient } from '../../server/client/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let connection: Connection;
let inbox: InboxClient;
let changes: InboxChange[];

const readyOf = ({ url, userId, app, tokens, endpoint }: TestServer): ReadyMessage => ({
  type: 'ready',
  url,
  token: tokens.inbox,
  user_id: userId,
  epoch: '',
  revision: 0,
  app_key: app.key,
  endpoint,
});

const status = () => connection.state().status;
const online = () => expect.poll(status).toBe('online');

async function send(body: object): Promise<string> {
  const response = await fetch(`${server.url}/api/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.tokens.send}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { notification } = (await response.json()) as { notification: { id: string } };
  return notification.id;
}

/** A view as far as it is loaded, at least its newest page. */
async function list(view: View) {
  const rows = inbox.rows(ofView(view));
  await rows.load();
  return { items: rows.get()?.items ?? [] };
}

async function expectLevel(): Promise<void> {
  const { epoch, revision, counts } = await connection.client().list({});
  await expect.poll(() => inbox.state()).toMatchObject({ epoch, revision, counts });
  for (const view of VIEWS) {
    const { items } = await list(view);
    const page = await connection.client().list({ view, limit: 200 });
    expect(items).toEqual(page.items.slice(0, items.length));
  }
}

beforeEach(async () => {
  server = await startServer();
  changes = [];
  connection = createConnection({ log: () => {} });
  inbox = createInboxClient({
    transport: {
      sync: (query) => connection.client().sync(query),
      list: (query) => connection.client().list(query),
      count: (query) => connection.client().count(query),
      act: (request) => connection.client().act(request),
      undo: (batch) => connection.client().undo(batch),
      batches: () => connection.client().batches(),
    },
    start: null,
    onChange: (change) => changes.push(change),
    onSyncFailed: () => connection.kick(),
  });
  connection.feed({
    onReady: () => {},
    onDelta: inbox.receive,
    onGap: inbox.behind,
    onRules() {},
    catchUp: () => inbox.sync('catch-up'),
  });
  connection.onBackend({ status: 'ready', ready: readyOf(server) });
  await online();
});
afterEach(async () => {
  connection.dispose();
  await server.close();
});

test('a send arrives with the backend’s count; reading here counts at once', async () => {
  await list('unread');
  const id = await send({ title: 'One' });
  await expect.poll(() => inbox.state().counts.unread).toBe(1);
  expect(changes.at(-1)).toMatchObject({ origin: 'live', arrived: [{ id, title: 'One' }] });
  await inbox.act({ action: 'read', ids: [id] });
  expect(inbox.state().counts.unread).toBe(0);
  expect(changes.at(-1)).toMatchObject({ gone: [id], arrived: [] });
  await expectLevel();
});

test('a repetition of an unread row is a change of it, not an arrival', async () => {
  const id = await send({ title: 'Disk at 90 %', dedupe_key: 'disk' });
  await expect.poll(() => inbox.state().counts.unread).toBe(1);
  await send({ title: 'Disk at 95 %', dedupe_key: 'disk' });
  await expect
    .poll(() => changes.at(-1))
    .toMatchObject({ arrived: [], gone: [], updated: [{ id, title: 'Disk at 95 %', occurrences: 2 }] });
  await inbox.act({ action: 'read', ids: [id] });
  expect(changes.at(-1)).toMatchObject({ gone: [id], updated: [] });
});

test('what another device has deleted is in the Bin, and an undo here brings it back without an arrival', async () => {
  await Promise.all(VIEWS.map(list));
  const [kept, deleted] = [await send({ title: 'Kept' }), await send({ title: 'Deleted' })];
  await expect.poll(() => inbox.state().counts.unread).toBe(2);
  await connection.client().act({ action: 'delete', ids: [deleted] });
  await expect.poll(() => inbox.state().counts.unread).toBe(1);
  expect((await list('inbox')).items).toMatchObject([{ id: kept }]);
  expect((await list('bin')).items).toMatchObject([{ id: deleted, title: 'Deleted' }]);
  await expectLevel();

  const [batch] = await inbox.batches();
  expect(batch).toMatchObject({ action: { kind: 'delete' }, rows: 1, undone_at: null });
  expect(await inbox.undo(batch?.id ?? '')).toMatchObject({ restored: 1, left: 0 });
  expect(changes.at(-1)).toMatchObject({ arrived: [], updated: [{ id: deleted }] });
  expect(inbox.state().counts.unread).toBe(2);
  await expectLevel();
  await expect(inbox.undo('unknown')).rejects.toMatchObject({ code: 'not_found' });
});

test('an undo of more rows than an answer can name is fetched', async () => {
  await Promise.all(Array.from({ length: 60 }, (_, index) => send({ title: `Number ${index}` })));
  await list('done');
  await expect.poll(() => inbox.state().counts.unread).toBe(60);
  const { batch } = await inbox.act({
    action: 'done',
    view: 'unread',
    up_to_revision: inbox.state().revision,
  });
  expect(inbox.state().counts.unread).toBe(0);
  expect(await inbox.undo(batch ?? '')).toMatchObject({ restored: 60, left: 0 });
  expect(inbox.state().counts.unread).toBe(60);
  await expectLevel();
});

test('a notification too long for the channel arrives whole', async () => {
  const message = 'x'.repeat(20_000);
  await send({ title: 'Long', message });
  await expect.poll(() => inbox.state().counts.unread).toBe(1);
  expect((await list('inbox')).items).toMatchObject([{ title: 'Long', message }]);
  expect(changes.flatMap((change) => change.arrived)).toMatchObject([{ message }]);
});

test('a change of more rows than a message can name is fetched', async () => {
  const ids = await Promise.all(
    Array.from({ length: 520 }, (_, index) => send({ title: `Number ${index}` })),
  );
  await list('unread');
  await expect.poll(() => inbox.state().counts.unread).toBe(520);
  await inbox.act({ action: 'read', view: 'unread', up_to_revision: inbox.state().revision });
  await expect.poll(() => inbox.state().counts.unread).toBe(0);
  expect(new Set(changes.flatMap((change) => change.gone))).toEqual(new Set(ids));
  await expectLevel();
});

test('what happened while the server was away is fetched, and announced as missed', async () => {
  await send({ title: 'Before' });
  await expect.poll(() => inbox.state().counts.unread).toBe(1);
  const { dataDir, url } = server;
  await server.stop();
  await expect.poll(status).toBe('connecting');
  const elsewhere = await startServer({ dataDir });
  server = elsewhere;
  const missed = await send({ title: 'Missed' });
  await elsewhere.stop();
  server = await startServer({ dataDir, port: Number(new URL(url).port) });
  connection.onBackend({ status: 'ready', ready: readyOf(server) });
  await online();
  expect(changes.at(-1)).toMatchObject({ origin: 'catch-up', arrived: [{ id: missed }] });
  await expectLevel();
});

test('another database is noticed, and nothing from the old one stays', async () => {
  await send({ title: 'Old' });
  await list('inbox');
  await expect.poll(() => inbox.state().counts.unread).toBe(1);
  const { epoch } = inbox.state();
  await server.stop();
  fs.rmSync(server.dataDir, { recursive: true });
  server = await startServer();
  await send({ title: 'New' });
  connection.onBackend({ status: 'ready', ready: readyOf(server) });
  await online();
  expect(inbox.state().epoch).not.toBe(epoch);
  expect((await list('inbox')).items.map((item) => item.title)).toEqual(['New']);
  expect(changes.some((change) => change.reset)).toBe(true);
  await expectLevel();
});

test('while the backend is away, actions fail with a reason instead of hanging', async () => {
  connection.onBackend({ status: 'starting' });
  await expect(inbox.act({ action: 'read', ids: ['x'] })).rejects.toMatchObject({ code: 'unreachable' });
  await expect(list('done')).rejects.toMatchObject({ code: 'unreachable' });
});

test('a refusal carries the backend’s code', async () => {
  await expect(inbox.act({ action: 'read', ids: ['unknown'] })).rejects.toMatchObject({ code: 'not_found' });
});
