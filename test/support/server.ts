/** The real server: on a real port for clients, or for `inject()`. Each has its own data folder. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FastifyBaseLogger, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { userChannel } from '#server/rules/channels';
import type { Ability, Endpoint } from '#server/session';
import { type Accounts, createAccounts } from '../../server/accounts/accounts.ts';
import { createPasswords } from '../../server/accounts/passwords.ts';
import { createSignIn } from '../../server/accounts/sign-in.ts';
import { createUsers, type Users } from '../../server/accounts/users.ts';
import { buildApp } from '../../server/app.ts';
import { type AppSettings, makeApp } from '../../server/apps/app-settings.ts';
import type { AppEvent } from '../../server/apps/apps.ts';
import { type AppRegistry, openAppRegistry } from '../../server/apps/apps.ts';
import type { RealtimeApp } from '../../server/apps/realtime-app.ts';
import { createServedApps } from '../../server/apps/served-apps.ts';
import { createAuthorisers } from '../../server/broadcasting/broadcasting.ts';
import { createDecisions } from '../../server/decisions/decisions.ts';
import { createNotificationStore } from '../../server/dialects/laravel/store-notification.ts';
import { createHousekeeping } from '../../server/housekeeping.ts';
import { LOCAL_NETWORK, type Network, type PublicNetwork } from '../../server/http/http.ts';
import { openGuard, type RequestGuard } from '../../server/http/request-guard.ts';
import { type ChannelEvent, createInbox, type Inbox } from '../../server/inbox/inbox.ts';
import { createReceipts, type Receipts } from '../../server/inbox/receipts.ts';
import { createAppStates, type LiveAppState } from '../../server/realtime/app-states.ts';
import { LIMITS } from '../../server/realtime/limits.ts';
import { createSenders, type Senders } from '../../server/senders/senders.ts';
import { createSources, type Sources } from '../../server/sources/sources.ts';
import { type RunningServer, startServer as start } from '../../server/start.ts';
import { NOBODY, type Storage, steps } from '../../server/storage/storage.ts';
import { createWakeups, type DueKind, type Wakeups } from '../../server/wakeups/wakeups.ts';
import { createWebhooks } from '../../server/webhooks/webhooks.ts';
import { DRIVER, openTestStorage, storageOptions, type TestDriver } from './drivers.ts';

/** Passwords that cost next to nothing: what they cost is tested by itself. */
const CHEAP = { ln: 4, r: 8, p: 1 };

export const newDataDir = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-server-'));

/** Tells nobody of receipts: for an inbox by itself. */
export const NO_RECEIPTS: Pick<Receipts, 'read' | 'chosen'> = {
  chosen: () => {},
  read: steps('receipts.read', function* () {
    return () => {};
  }),
};

export const quiet = pino({ level: 'silent' });

export type TestServer = Readonly<{
  url: string;
  userId: number;
  dataDir: string;
  app: RealtimeApp;
  endpoint: Endpoint;
  tokens: Readonly<{ inbox: string; send: string }>;
  /** The folder stays for another start with `dataDir`. */
  stop: () => Promise<void>;
  /** Stops it and removes its folder. */
  close: () => Promise<void>;
}>;

/** Served instead of the stored ones; keeps notifications as the stored default app does. */
export const TEST_APP: RealtimeApp = makeApp({
  id: '1001',
  key: 'app-key',
  secret: 'app-secret',
  keepNotifications: true,
});

const PLAIN: PublicNetwork = {
  certificate: null,
  trustedProxies: [],
  corsOrigins: [],
  url: null,
  plainSignIn: false,
};

/** A server on 127.0.0.1, by default on any free port. `tokens.inbox` has the ability inbox only, `tokens.send` send only. */
export async function startServer(
  options: Readonly<{
    embedded?: boolean;
    host?: string;
    port?: number;
    dataDir?: string;
    driver?: TestDriver;
    /** Of its app. */
    settings?: Partial<AppSettings>;
    /** Serves the stored apps instead of `TEST_APP`. */
    storedApps?: boolean;
    /** Of `tokens.inbox`, if not `inbox` alone. */
    abilities?: readonly Ability[];
    network?: Partial<PublicNetwork>;
    log?: FastifyBaseLogger;
  }> = {},
): Promise<TestServer> {
  const dataDir = options.dataDir ?? newDataDir();
  const { id, key, secret, ...settings } = TEST_APP;
  const credentials = options.storedApps === true ? null : { id, key, secret };
  const server: RunningServer = await start({
    dataDir,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    embedded: options.embedded ?? true,
    app: { credentials, settings: { ...settings, ...options.settings } },
    log: options.log ?? quiet,
    ...(options.network && { network: { ...PLAIN, ...options.network } }),
    ...storageOptions(options.driver ?? DRIVER),
  });
  const { url, userId, endpoint, stop } = server;
  return {
    url,
    userId,
    dataDir,
    app: { ...TEST_APP, ...options.settings },
    endpoint,
    tokens: { inbox: server.issueSession(options.abilities ?? ['inbox']), send: endpoint.token },
    stop,
    async close() {
      await stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type TestApp = Readonly<{
  storage: Storage;
  apps: AppRegistry;
  /** The default app. */
  pusher: RealtimeApp;
  /** Its connections, which are the test's to make. */
  appState: LiveAppState;
  accounts: Accounts;
  users: Users;
  inbox: Inbox;
  senders: Senders;
  sources: Sources;
  /** Not started: a test does so, or calls `wake`. */
  wakeups: Wakeups;
  /** What waits for its time. */
  kinds: readonly DueKind[];
  dataDir: string;
  userId: number;
  /** Announced so far, oldest first. */
  published: readonly (ChannelEvent & { userId: number })[];
  /** Receipts that webhooks would get, oldest first. */
  receiptEvents: readonly AppEvent[];
  /** Time goes by, in milliseconds. */
  advance: (ms: number) => void;
  /** Somebody sets the clock on the wall, in milliseconds. */
  setClock: (by: number) => void;
  /** Does what is due by the clock on the wall. */
  wake: () => Promise<void>;
  setClosing: (closing: boolean) => void;
  addUser: (name: string) => Promise<number>;
  token: (userId: number, ...abilities: Ability[]) => Promise<string>;
  /** One request, `from` this address. A string body goes out as it is, anything else as JSON. */
  call: (
    method: 'GET' | 'POST' | 'DELETE' | 'PUT',
    url: string,
    options?: Readonly<{ token?: string; body?: unknown; headers?: Record<string, string>; from?: string }>,
    // biome-ignore lint/suspicious/noExplicitAny: a test reads the answer that it asks for
  ) => Promise<{ status: number; headers: Record<string, unknown>; body: any }>;
  inject: (request: InjectOptions) => Promise<LightMyRequestResponse>;
  close: () => Promise<void>;
}>;

/** The whole HTTP app without a port, on a real database. */
export async function buildTestApp(
  driver: TestDriver,
  options: Readonly<{
    guard?: RequestGuard;
    dataDir?: string;
    network?: Partial<Network>;
    random?: () => number;
    sendRate?: number;
    log?: FastifyBaseLogger;
  }> = {},
): Promise<TestApp> {
  const dataDir = options.dataDir ?? newDataDir();
  const storage = await openTestStorage(dataDir, driver);
  const published: (ChannelEvent & { userId: number })[] = [];
  const receiptEvents: AppEvent[] = [];
  let clock = 0;
  let wrong = 0;
  let closing = false;
  const monotonic = () => Date.now() + clock;
  const now = () => monotonic() + wrong;
  const wakeups = createWakeups({
    ...{ storage, now, monotonic, random: Math.random },
    ...{ everyMs: null, log: options.log ?? quiet },
  });
  const accounts = createAccounts({ storage, now });
  const userId = await accounts.first();
  const apps = await openAppRegistry({ storage });
  const pusher = await apps.first();
  const served = createServedApps(apps, { credentials: null, settings: {} });
  const guard = options.guard ?? openGuard;
  const webhooks = createWebhooks({ storage, apps: served, log: quiet, now });
  const appStates = createAppStates({
    apps: served,
    limits: LIMITS,
    now: monotonic,
    onEvent: webhooks.onEvent,
  });
  const receipts = createReceipts({
    storage,
    now,
    listener: { wants: () => true, notify: (event) => receiptEvents.push(event) },
  });
  function publish(to: number, event: ChannelEvent): void {
    published.push({ userId: to, ...event });
    appStates.get(served.main()).publish(userChannel(to), event.name, event.data);
  }
  const { wakeAt } = wakeups;
  const inbox = createInbox({ storage, receipts, hasOutboxWorker: true, now, monotonic, publish, wakeAt });
  const senders = createSenders({ storage, inbox, receipts, wakeAt, now });
  const kinds = [senders.scheduled, ...inbox.due, createHousekeeping({ storage, now, log: quiet })];
  const sources = createSources({
    ...{ storage, inbox, now, monotonic },
    random: options.random ?? Math.random,
  });
  const passwords = createPasswords(CHEAP);
  const app = buildApp({
    network: { ...LOCAL_NETWORK, ...options.network },
    embedded: true,
    accounts,
    signIn: createSignIn({ storage, accounts, passwords, now }),
    session: {
      disconnectRevoked: async () => {},
      home: () => ({ app_key: pusher.key, epoch: storage.epoch }),
    },
    inbox,
    decisions: createDecisions({ storage, inbox, publish, now }),
    receipts,
    senders,
    sources,
    guard,
    authorisers: createAuthorisers({ storage, app: served.main }),
    bindToken: () => {},
    sendRate: options.sendRate ?? null,
    pusher: {
      apps: served,
      appStates,
      storeNotification: createNotificationStore({ storage, inbox }),
      now,
    },
    webhooks,
    ping: () => storage.db.one('SELECT 1'),
    closing: () => closing,
    log: options.log ?? quiet,
  });
  let issued = 0;

  return {
    storage,
    apps,
    pusher,
    appState: appStates.get(served.main()),
    accounts,
    inbox,
    senders,
    sources,
    wakeups,
    kinds,
    dataDir,
    userId,
    published,
    receiptEvents,
    users: createUsers({ storage, passwords, now }),
    advance: (ms) => {
      clock += ms;
    },
    setClock: (by) => {
      wrong += by;
    },
    async wake() {
      const isDue = (at: number | null) => at !== null && at <= now();
      for (const kind of kinds) while (isDue(await storage.read(kind.nextAt))) await kind.fire(now());
    },
    setClosing: (value) => {
      closing = value;
    },
    addUser: (name) => storage.work(NOBODY, () => storage.users.insert(name, now())),
    token: (owner, ...abilities) => {
      issued += 1;
      return accounts.issue(owner, `test ${issued}`, abilities);
    },
    inject: (request) => app.inject(request),
    async call(method, url, { token, body, headers = {}, from } = {}) {
      const request: InjectOptions = { method, url, headers: { ...headers } };
      if (from !== undefined) request.remoteAddress = from;
      if (token !== undefined) request.headers = { authorization: `Bearer ${token}`, ...request.headers };
      if (body !== undefined) {
        request.headers = { 'content-type': 'application/json', ...request.headers };
        request.payload = typeof body === 'string' ? body : JSON.stringify(body);
      }
      const answer = await app.inject(request);
      const isJson = answer.headers['content-type']?.toString().startsWith('application/json');
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: isJson ? answer.json() : answer.body,
      };
    },
    async close() {
      await wakeups.end();
      await app.close();
      await webhooks.stop();
      storage.close();
      if (options.dataDir === undefined) fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
