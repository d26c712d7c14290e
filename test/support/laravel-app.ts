/**
 * A simulated Laravel app for the sources' adapter: database notifications behind the six usual routes, a bearer token, signed
 * channels, and broadcasts over a real Pusher server (a Belfry server in Reverb's place, which stores nothing). Tests can make it
 * misbehave as real apps do.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import Pusher from 'pusher';
import PusherClient from 'pusher-js';
import type { LaravelSource, PusherEndpoint } from '#app/source-definition';
import { CREATED_EVENT } from '#server/channel';
import {
  createLaravelTable,
  type LaravelRow,
  type LaravelTable,
  type NewNotification,
  PRESENCE,
} from './laravel-table.ts';
import { startServer, type TestServer } from './server.ts';

export type { LaravelRow, NewNotification } from './laravel-table.ts';

/** Somebody else in the presence channel `presence-online`. */
export interface Visitor {
  /** Events of others, oldest first. */
  readonly heard: readonly (readonly [event: string, data: unknown])[];
  say(event: string, data: unknown): Promise<void>;
  leave(): void;
}

export interface LaravelApp extends Pick<LaravelTable, 'faults' | 'requests' | 'rows' | 'read' | 'remove'> {
  readonly url: string;
  readonly token: string;
  readonly userId: number;
  /** A definition that fits. */
  source(overrides?: Partial<LaravelSource>): LaravelSource;
  /** Stores without a broadcast: it got lost, or nobody was there. */
  store(notification?: NewNotification): LaravelRow;
  /** Broadcasts alone: `via()` is `['broadcast']`, or its `database` is delayed, and `put` stores it later. */
  announce(notification?: NewNotification): Promise<LaravelRow>;
  put(row: LaravelRow): void;
  /** Stores and broadcasts, as a notification with the channels `database` and `broadcast` does. */
  notify(notification?: NewNotification, shape?: 'flat' | 'wrapped'): Promise<LaravelRow>;
  /** The queue tries again after an answer that got lost. */
  broadcastAgain(row: LaravelRow): Promise<void>;
  /** Joins the presence channel over a separate connection. */
  join(member: Readonly<{ user_id: string; user_info: unknown }>): Visitor;
  /** Any event on the user's channel. */
  broadcast(event: string, data: unknown): Promise<void>;
  /** From now on only this token is valid. */
  useToken(token: string): void;
  /** Of the Pusher server alone. */
  stopSockets(): Promise<void>;
  startSockets(): Promise<void>;
  stop(): Promise<void>;
  /** On the same ports, with the same table. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startLaravelApp(options: Readonly<{ userId?: number }> = {}): Promise<LaravelApp> {
  const userId = options.userId ?? 7;
  const settings = { embedded: false, settings: { keepNotifications: false, clientEvents: true } };
  let reverb: TestServer = await startServer(settings);
  const reverbDir = reverb.dataDir;
  const socketsPort = Number(new URL(reverb.url).port);
  const { key, secret, id: appId } = reverb.app;
  const endpoint: PusherEndpoint = { host: '127.0.0.1', port: socketsPort, tls: false };
  const table = createLaravelTable({ userId, key, secret });
  const { channel, faults, requests, make, put, store, payload, read, remove, sign } = table;
  const pusher = new Pusher({
    appId,
    key,
    secret,
    host: '127.0.0.1',
    port: String(socketsPort),
    useTLS: false,
  });
  let running: FastifyInstance | null = null;
  let port = 0;

  async function listen(): Promise<void> {
    running = table.build();
    await running.listen({ host: '127.0.0.1', port });
    port = (running.server.address() as AddressInfo).port;
  }

  async function stopHttp(): Promise<void> {
    const app = running;
    running = null;
    if (app === null) return;
    const closed = once(app.server, 'close');
    void app.close();
    app.server.closeAllConnections();
    await closed;
  }

  async function trigger(event: string, data: unknown): Promise<void> {
    const answer = await pusher.trigger(channel, event, data);
    if (answer.status !== 200) throw new Error(`the broadcast was answered by ${answer.status}`);
  }

  function join(member: Readonly<{ user_id: string; user_info: unknown }>): Visitor {
    const heard: [string, unknown][] = [];
    const client = new PusherClient(key, {
      cluster: '',
      wsHost: '127.0.0.1',
      wsPort: socketsPort,
      forceTLS: false,
      enabledTransports: ['ws'],
      channelAuthorization: {
        transport: 'ajax',
        endpoint: '',
        customHandler({ socketId, channelName }, callback) {
          const channel_data = JSON.stringify(member);
          callback(null, { auth: sign(`${socketId}:${channelName}:${channel_data}`), channel_data });
        },
      },
    });
    const presence = client.subscribe(PRESENCE);
    const joined = new Promise((resolve) => presence.bind('pusher:subscription_succeeded', resolve));
    presence.bind_global((event: string, data: unknown) => {
      if (event.startsWith('client-')) heard.push([event, data]);
    });
    return {
      heard,
      async say(event, data) {
        await joined;
        presence.trigger(event, data);
      },
      leave: () => client.disconnect(),
    };
  }

  await listen();
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get token() {
      return table.token;
    },
    ...{ userId, faults, requests, read, remove },
    get rows() {
      return table.rows;
    },
    source: (overrides = {}) => ({
      id: 's-laravel',
      name: 'Shop',
      colour: 'teal',
      enabled: true,
      kind: 'laravel',
      url: `http://127.0.0.1:${port}`,
      key,
      endpoint,
      auth: '/broadcasting/auth',
      prefix: '/api/notifications',
      channel,
      people: null,
      templates: [],
      ...overrides,
    }),
    ...{ store, put },
    async announce(notification) {
      const row = make(notification);
      await trigger(CREATED_EVENT, payload(row, 'wrapped'));
      return row;
    },
    async notify(notification, shape = 'wrapped') {
      const row = store(notification);
      await trigger(CREATED_EVENT, payload(row, shape));
      return row;
    },
    broadcastAgain: (row) => trigger(CREATED_EVENT, payload(row, 'wrapped')),
    broadcast: trigger,
    join,
    useToken(next) {
      table.token = next;
    },
    stopSockets: () => reverb.stop(),
    async startSockets() {
      reverb = await startServer({ ...settings, port: socketsPort, dataDir: reverbDir });
    },
    async stop() {
      await stopHttp();
      await reverb.stop();
    },
    async start() {
      reverb = await startServer({ ...settings, port: socketsPort, dataDir: reverbDir });
      await listen();
    },
    async close() {
      await stopHttp();
      await reverb.close();
    },
  };
}
