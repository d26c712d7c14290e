/** What main knows of each kind: the site for which its sockets speak, on a real server; and that its page knows it, too. */
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session } from 'electron';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { SourceDefinition, StoredSecrets } from '#app/source-definition';
import { SOURCE_KIND_NAMES } from '#server/rules/source-kinds';
import { createNetwork } from '../../../electron/network/choose-stack.ts';
import type { AdapterDeps } from '../../../electron/sources/adapter.ts';
import { originOf } from '../../../electron/sources/kinds.ts';
import { createRemote } from '../../../electron/sources/remote.ts';
import { REGION } from '../../support/region.ts';
import { windowWords } from '../../support/words.ts';

const silent = { info: () => {}, error: () => {} };
const NOBODY: AdapterDeps = {
  ingest: async () => {},
  cursor: async () => null,
  unread: async () => ({ items: [], expected: 0 }),
  takes: async () => {},
  onConnection: () => {},
  onEvent: () => {},
  onSigned: () => {},
  onPeople: () => {},
  onMutes: () => {},
  onUndelivered: () => {},
  now: () => new Date(),
  random: () => 0,
  log: () => {},
};

/** An app that notes who connects. */
async function startApp(): Promise<{ port: number; origins: (string | undefined)[] }> {
  const server = http.createServer((_request, response) => response.end('{}'));
  const origins: (string | undefined)[] = [];
  new WebSocketServer({ server }).on('connection', (_socket, { headers }) => origins.push(headers.origin));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, origins };
}

const COMMON = { id: 's-1', name: 'S', colour: 'blue', enabled: true } as const;
const definition = (kind: 'laravel' | 'channels', port: number, origin?: string): SourceDefinition => {
  const sockets = { key: 'key', endpoint: { host: '127.0.0.1', port, tls: false }, templates: [] };
  return kind === 'channels'
    ? { ...COMMON, ...sockets, kind, auth: null, channels: ['news'], ...(origin !== undefined && { origin }) }
    : {
        ...{ ...COMMON, ...sockets, kind, url: `http://127.0.0.1:${port}/shop/`, auth: '/auth' },
        ...{ prefix: '/api/notifications', channel: 'private-App.Models.User.1', people: null },
      };
};

async function originSent(
  source: SourceDefinition,
  origins: readonly unknown[],
  secrets: StoredSecrets = {},
) {
  const reach = createRemote({
    rights: { to: () => 'unknown' },
    region: () => REGION,
    now: () => new Date(),
    network: createNetwork({
      net: { request: () => expect.fail('not on Linux') },
      session: () =>
        ({ resolveProxy: async () => 'DIRECT' }) satisfies Partial<Session> as unknown as Session,
      platform: 'linux',
      env: process.env,
      log: () => {},
    }),
    logs: () => silent,
  });
  const adapter = reach.createAdapter(source, { ...NOBODY, secrets: () => secrets });
  onTestFinished(() => adapter.dispose());
  adapter.start();
  await expect.poll(() => origins.length).toBe(1);
  return origins[0];
}

test('a Laravel app gets its own address, without the path', async () => {
  const { port, origins } = await startApp();
  expect(await originSent(definition('laravel', port), origins)).toBe(`http://127.0.0.1:${port}`);
});

test('bare channels say what their user entered, or nothing', async () => {
  const silentApp = await startApp();
  expect(await originSent(definition('channels', silentApp.port), silentApp.origins)).toBeUndefined();
  const { port, origins } = await startApp();
  const source = definition('channels', port, 'https://shop.example');
  expect(await originSent(source, origins)).toBe('https://shop.example');
});

test('an extra header of that name reaches the sockets', async () => {
  const { port, origins } = await startApp();
  const secrets = { headers: { origin: 'https://other.example' } };
  expect(await originSent(definition('laravel', port), origins, secrets)).toBe('https://other.example');
});

test('a team server gets its own address; what no header can carry is left out', () => {
  expect(originOf({ ...COMMON, kind: 'belfry', url: 'https://team.example:8443/belfry' }, {})).toBe(
    'https://team.example:8443',
  );
  expect(originOf(definition('laravel', 1), { Origin: 'https://é.example' })).toBeNull();
});

test.each(SOURCE_KIND_NAMES)('the page about sources has a section on %s', (kind) => {
  const page = fs.readFileSync('electron/docs/sources.md', 'utf8');
  const headings = page.split('\n').filter((line) => line.startsWith('## '));
  const name = windowWords.sources.choose[kind].toLowerCase();
  expect(headings.map((line) => line.toLowerCase())).toContainEqual(expect.stringContaining(name));
  expect(page.toLowerCase()).toContain(`| [${name}](#`);
});
