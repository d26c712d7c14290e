/** Webhooks on a real database, with a real receiver. */
import fs from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Pusher from 'pusher';
import type { AppEvent } from '../../../server/apps/apps.ts';
import {
  type Apps,
  type RealtimeApp,
  WEBHOOK_EVENTS,
  type Webhook,
} from '../../../server/apps/realtime-app.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { createWebhooks, type Webhooks, type WebhooksDeps } from '../../../server/webhooks/webhooks.ts';
import { openTestStorage, type TestDriver } from '../../support/drivers.ts';
import { newDataDir, quiet } from '../../support/server.ts';

export type Received = Readonly<{ path: string; headers: IncomingHttpHeaders; rawBody: string }>;

export interface Receiver {
  readonly url: string;
  readonly requests: readonly Received[];
  /** From now on; until then every request is answered by 200. */
  answer(handle: (response: ServerResponse, request: Received) => void): void;
  /** Most that were open at the same time. */
  readonly peak: number;
  close(): Promise<void>;
}

export async function openReceiver(port = 0): Promise<Receiver> {
  const requests: Received[] = [];
  let handle = (response: ServerResponse, _request: Received): void => void response.end();
  let open = 0;
  let peak = 0;
  const server = createServer((request, response) => {
    open += 1;
    peak = Math.max(peak, open);
    response.on('close', () => {
      open -= 1;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = {
        path: request.url ?? '',
        headers: request.headers,
        rawBody: Buffer.concat(chunks).toString(),
      };
      requests.push(received);
      handle(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    requests,
    answer(next) {
      handle = next;
    },
    get peak() {
      return peak;
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

const sdk = new Pusher({ appId: '7', key: 'hook-key', secret: 'hook-secret', cluster: 'none' });

/** The events of a request, as the SDK reads them. @throws Error unless it accepts the signature */
export function read({ headers, rawBody }: Received): Record<string, unknown>[] {
  const webhook = sdk.webhook({ headers: headers as Record<string, string>, rawBody });
  if (!webhook.isValid()) throw new Error('the SDK refuses this request');
  return webhook.getEvents() as unknown as Record<string, unknown>[]; // Its type knows some events' fields only.
}

export const names = (receiver: Receiver): string[] =>
  receiver.requests.flatMap((request) => read(request).map(({ name }) => String(name)));

export const makeApp = (
  hooks: readonly (Partial<Webhook> & Pick<Webhook, 'url'>)[],
  overrides: Partial<RealtimeApp> = {},
): RealtimeApp => ({
  id: '7',
  key: 'hook-key',
  secret: 'hook-secret',
  enabled: true,
  maxConnections: null,
  origins: ['*'],
  clientEvents: true,
  userAuthentication: true,
  authorizedConnections: false,
  subscriptionCount: true,
  keepNotifications: false,
  webhooks: hooks.map((hook) => ({
    events: [...WEBHOOK_EVENTS],
    batching: false,
    ...hook,
  })),
  ...overrides,
});

export const occupied = (channel: string): AppEvent => ({ name: 'channel_occupied', channel });
export const vacated = (channel: string): AppEvent => ({ name: 'channel_vacated', channel });

export interface Stage {
  readonly webhooks: Webhooks;
  readonly storage: Storage;
  readonly dataDir: string;
  /** Replaces the apps that can be looked up. */
  setApps(...apps: readonly RealtimeApp[]): void;
  /** Ends this run; the folder stays for the next. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(
  options: Readonly<{
    apps: readonly RealtimeApp[];
    driver?: TestDriver;
    dataDir?: string;
    deps?: Partial<Pick<WebhooksDeps, 'fetch' | 'now' | 'random' | 'log'>>;
    /** Between the webhooks and the database. */
    wrap?: (storage: Storage) => WebhooksDeps['storage'];
  }>,
): Promise<Stage> {
  const dataDir = options.dataDir ?? newDataDir();
  const storage = await openTestStorage(dataDir, options.driver);
  let known = options.apps;
  const apps: Apps = {
    byId: (id) => known.find((app) => app.id === id),
    byKey: (key) => known.find((app) => app.key === key),
  };
  const webhooks = createWebhooks({
    storage: options.wrap?.(storage) ?? storage,
    apps,
    log: quiet,
    ...options.deps,
  });
  await webhooks.start();
  const stop = async () => {
    await webhooks.stop();
    storage.close();
  };
  return {
    webhooks,
    storage,
    dataDir,
    setApps: (...next) => {
      known = next;
    },
    stop,
    async close() {
      await stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
