/** A team server and a Laravel app in the simulated network, whose user is also at another device. */
import fs from 'node:fs';
import type { BelfrySource, LaravelSource } from '#app/source-definition';
import { CREATED_EVENT } from '#server/channel';
import type { ActionRequest } from '#server/inbox';
import type { Notification } from '#server/notification';
import { createAppStates, type LiveAppState } from '../../../server/realtime/app-states.ts';
import { createConnection } from '../../../server/realtime/connection.ts';
import { LIMITS } from '../../../server/realtime/limits.ts';
import { DRIVER } from '../../support/drivers.ts';
import { createLaravelTable, type LaravelTable } from '../../support/laravel-table.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, newDataDir, TEST_APP, type TestApp } from '../../support/server.ts';
import type { Answer, Host, Line, Network } from './network.ts';

const HEADER = { 126: 4, 127: 10 } as const;
/** The text of a frame as `encode` makes it. */
function textOf(frame: Buffer): string {
  const length = frame[1] ?? 0;
  return frame.subarray(length < 126 ? 2 : HEADER[length as 126 | 127]).toString();
}
const isEvent = (text: string): boolean => !text.startsWith('{"event":"pusher');

let sockets = 0;
/** A real server's side of a simulated socket. */
export function subscriberAt(appState: LiveAppState, line: Line) {
  sockets += 1;
  const connection = createConnection({
    socketId: `1.${sockets}`,
    appState,
    limits: LIMITS,
    clock: Date.now,
    writer: {
      send(frame) {
        const text = textOf(frame);
        line.send(text, isEvent(text));
        return true;
      },
      ping: line.ping,
      pong: () => true,
      close: line.close,
    },
  });
  return connection;
}

type Injected = Readonly<{ statusCode: number; headers: Record<string, unknown>; body: string }>;
export const answerOf = ({ statusCode, headers, body }: Injected): Answer => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  body,
});

/** A Belfry server, started again and again on the same data. */
export interface BelfryHost {
  readonly app: TestApp;
  readonly url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Removes its data. */
  remove(): Promise<void>;
}

export async function startBelfry(network: Network, name: string, random: () => number): Promise<BelfryHost> {
  const dataDir = newDataDir();
  let app: TestApp | null = null;
  let subscribers: ReturnType<typeof subscriberAt>[] = [];

  async function kill(): Promise<void> {
    network.down(name);
    for (const subscriber of subscribers) subscriber.dispose();
    subscribers = [];
    await app?.close();
    app = null;
  }
  async function start(): Promise<void> {
    const mine = await buildTestApp(DRIVER, { dataDir, random });
    app = mine;
    const host: Host = {
      handle: async (path, { method, headers, body }) =>
        answerOf(
          await mine.inject({
            method: method as 'GET',
            url: path,
            headers: { ...headers },
            ...(body === null ? {} : { payload: body }),
          }),
        ),
      accept(_path, line) {
        const subscriber = subscriberAt(mine.appState, line);
        subscribers.push(subscriber);
        return subscriber;
      },
    };
    network.up(name, host);
  }
  await start();
  return {
    get app() {
      if (app === null) throw new Error(`${name} does not run`);
      return app;
    },
    url: `http://${name}`,
    start,
    kill,
    async remove() {
      if (app !== null) await kill();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Upstream {
  start(): Promise<void>;
  kill(): Promise<void>;
}

export interface Team extends Upstream {
  readonly source: BelfrySource;
  readonly token: string;
  send(title: string, group: string | null): Promise<void>;
  /** As many senders at once. */
  sendMany(count: number): Promise<void>;
  act(request: ActionRequest): Promise<void>;
  rows(): Promise<readonly Notification[]>;
  remove(): Promise<void>;
}

export async function rowsOf({ inbox, userId }: TestApp, source?: string): Promise<readonly Notification[]> {
  const rows: Notification[] = [];
  for (const view of ['inbox', 'done'] as const) {
    const ofSource = source === undefined ? {} : { source };
    rows.push(...(await inbox.list(userId, { view, limit: 200, ...ofSource })).items);
  }
  return rows;
}

export async function startTeam(network: Network, random: () => number): Promise<Team> {
  const host = await startBelfry(network, 'team', random);
  let running = true;
  const token = await host.app.token(host.app.userId, 'inbox');
  const senderToken = await host.app.token(host.app.userId, 'send');
  let last: readonly Notification[] = [];
  return {
    source: { id: 's-team', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry', url: host.url },
    token,
    async send(title, group) {
      if (!running) return;
      const body = { title, ...(group === null ? {} : { group_key: group }) };
      const { status } = await host.app.call('POST', '/api/notifications', { token: senderToken, body });
      if (status !== 201) throw new Error(`the team server answers ${status}`);
    },
    async sendMany(count) {
      const { storage, inbox, userId } = host.app;
      await storage.work([userId], function* () {
        for (let at = 0; at < count; at += 1) {
          yield* inbox.arrive(userId, makeContent({ title: `Many ${at}.` }));
        }
      });
    },
    async act(request) {
      if (running) await host.app.inbox.apply({ userId: host.app.userId, request });
    },
    async rows() {
      if (running) last = await rowsOf(host.app);
      return last;
    },
    async start() {
      if (!running) await host.start();
      running = true;
    },
    async kill() {
      if (running) await host.kill();
      running = false;
    },
    remove: host.remove,
  };
}

export interface Laravel extends Upstream {
  readonly source: LaravelSource;
  readonly table: LaravelTable;
  /** Stores it, and broadcasts it so often. */
  notify(title: string, shape: 'flat' | 'wrapped', times: number): void;
}

export async function startLaravel(network: Network): Promise<Laravel> {
  const { key, secret } = TEST_APP;
  const table = createLaravelTable({ userId: 7, key, secret });
  const apps = { byId: () => TEST_APP, byKey: () => TEST_APP };
  const appState = createAppStates({ apps, limits: LIMITS, now: Date.now, onEvent: () => {} }).get(TEST_APP);
  let subscribers: ReturnType<typeof subscriberAt>[] = [];
  const laravel: Laravel = {
    source: {
      id: 's-shop',
      name: 'Shop',
      colour: 'teal',
      enabled: true,
      kind: 'laravel',
      url: 'http://shop',
      key,
      endpoint: { host: 'sockets', port: 80, tls: false },
      auth: '/broadcasting/auth',
      prefix: '/api/notifications',
      channel: table.channel,
      people: null,
      templates: [],
    },
    table,
    notify(title, shape, times) {
      const row = table.store({ data: { title, message: '' } });
      const data = JSON.stringify(table.payload(row, shape));
      for (let time = 0; time < times; time += 1) appState.publish(table.channel, CREATED_EVENT, data);
    },
    async start() {
      const app = table.build();
      network.up('shop', {
        handle: async (path, { method, headers, body }) =>
          answerOf(
            await app.inject({
              method: method as 'GET',
              url: path,
              headers: { ...headers },
              ...(body === null ? {} : { payload: body }),
            }),
          ),
        accept: () => {
          throw new Error('this is no Pusher server');
        },
      });
      network.up('sockets', {
        handle: () => Promise.reject(new Error('this is no web server')),
        accept(_path, line) {
          const subscriber = subscriberAt(appState, line);
          subscribers.push(subscriber);
          return subscriber;
        },
      });
    },
    async kill() {
      network.down('shop');
      network.down('sockets');
      for (const subscriber of subscribers) subscriber.dispose();
      subscribers = [];
    },
  };
  await laravel.start();
  return laravel;
}
