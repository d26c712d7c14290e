/** A sender's button, from the press to the server that it asks: over the real server, its disk, and main's outbox. */
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type BackendClient, createBackendClient } from '../../../electron/backend/client.ts';
import { createNodeStack } from '../../../electron/network/node-stack.ts';
import { createTrust } from '../../../electron/network/trust.ts';
import { createActionRequest, createHttp } from '../../../electron/sources/http/http.ts';
import { createSourceManager } from '../../../electron/sources/manager.ts';
import { createRetryingClient } from '../../../electron/sources/retrying-client.ts';
import { createSourceStore } from '../../../electron/sources/vault/vault.ts';
import { newDataDir, startServer, type TestServer } from '../../support/server.ts';

let dataDir: string;
let server: TestServer;
let asked: { key: string | undefined; authorization: string | undefined }[];
let status: number;
let url: string;

const start = () => startServer({ dataDir, abilities: ['inbox', 'ingest'] });
beforeEach(async () => {
  dataDir = newDataDir();
  server = await start();
  asked = [];
  status = 204;
  const web = http.createServer((request, response) => {
    const { 'idempotency-key': key, authorization } = request.headers;
    asked.push({ key: String(key), authorization });
    response.writeHead(status).end();
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/restart`;
  onTestFinished(() => void web.close());
});
afterEach(async () => {
  await server.stop();
  fs.rmSync(dataDir, { recursive: true });
});

const client = (): BackendClient =>
  createBackendClient({ url: server.url, token: server.tokens.inbox, senderToken: server.tokens.send });

/** Main's part, without any source. */
function startMain() {
  const trust = createTrust({ env: {}, platform: 'linux', log: () => {} });
  const stack = createNodeStack({ routes: async () => [{ kind: 'direct' }], credentials: () => null, trust });
  const send = createActionRequest({
    http: createHttp(stack),
    rights: { to: () => 'allowed' },
    now: () => new Date(),
  });
  const manager = createSourceManager({
    store: createSourceStore(
      { fields: () => ({}), isReadable: () => true, change: () => {} },
      { onOdd: () => {}, log: () => {} },
    ),
    lastEvents: { of: () => [], add() {}, forget() {}, dispose() {} },
    retryingClient: createRetryingClient({ client }),
    client,
    createAdapter: () => expect.fail('there is no source'),
    deliverLocal: async () => [],
    deliverRequests: (entries) => Promise.all(entries.map(send)),
    ...{ onDelta() {}, onCatchingUp() {}, onChange() {}, log() {} },
    now: () => new Date(),
    random: () => 0,
  });
  onTestFinished(() => manager.dispose());
  manager.begin();
  manager.backendReady('first');
  return manager;
}

const row = async () => (await client().list({})).items[0];

async function sendButton(): Promise<string> {
  await client().send({ title: 'Stuck', actions: [{ label: 'Restart', kind: 'http', url }] });
  return (await row())?.id ?? '';
}

test('two presses are one request, which is done, and its notification read', async () => {
  const id = await sendButton();
  await Promise.all([client().run(id, 'Restart'), client().run(id, 'Restart')]);
  startMain();
  await expect.poll(row).toMatchObject({ runs: [{ state: 'done' }], read_at: expect.any(String) });
  await client().run(id, 'Restart');
  expect(asked).toEqual([{ key: expect.any(String), authorization: undefined }]);
});

test('a press outlives the end of the server, and each try has the same key', async () => {
  const id = await sendButton();
  await client().run(id, 'Restart');
  await server.stop();
  server = await start();
  expect(await row()).toMatchObject({ id, runs: [{ state: 'running' }] });
  status = 503;
  const manager = startMain();
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  await manager.dispose();
  status = 200;
  startMain();
  await expect.poll(row).toMatchObject({ runs: [{ state: 'done' }] });
  expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
});

test('what was refused says so on the row, which stays unread', async () => {
  status = 403;
  const id = await sendButton();
  await client().run(id, 'Restart');
  startMain();
  await expect.poll(row).toMatchObject({
    read_at: null,
    runs: [{ state: 'failed', reason: { code: 'answered', params: { status: 403 } } }],
  });
});
