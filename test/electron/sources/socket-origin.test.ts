/** What the sockets of each kind of source say of the site that they speak for, on a real server. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session } from 'electron';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { SourceDefinition, StoredSecrets } from '#app/sources';
import { createNetwork } from '../../../electron/network/network.ts';
import type { AdapterDeps } from '../../../electron/sources/adapter.ts';
import { createReach } from '../../../electron/sources/reach.ts';
import { originOf } from '../../../electron/sources/socket-origin.ts';
import { REGION } from '../../support/region.ts';

const silent = { info: () => {}, error: () => {} };
const NOBODY: AdapterDeps = {
  ingest: async () => {},
  cursor: async () => null,
  unread: async () => ({ items: [], expected: 0 }),
  onConnection: () => {},
  onEvent: () => {},
  onSigned: () => {},
  onPeople: () => {},
  onUntold: () => {},
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
  const reach = createReach({
    region: () => REGION,
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
