/**
 * A Laravel app as the sources' adapter meets it: database notifications behind the six usual routes, a bearer token, signed
 * channels, and broadcasts over a real Pusher server (a Belfry server in Reverb's place, which keeps nothing). It can be told to
 * misbehave in the ways that real ones do.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import Pusher from 'pusher';
import PusherClient from 'pusher-js';
import type { LaravelSource, PusherEndpoint } from '#app/sources';
import { CREATED_EVENT } from '#server/channel';
import { startServer, type TestServer } from './server.ts';

const PER_PAGE = 20;
const PRESENCE = 'presence-online';

/** As the `notifications` table has it; dates as Laravel writes them. */
export type LaravelRow = Readonly<{
  id: string;
  type: string;
  notifiable_type: string;
  notifiable_id: number;
  data: Readonly<Record<string, unknown>>;
  read_at: string | null;
  created_at: string;
  updated_at: string;
}>;

export type NewNotification = Readonly<{
  data?: Readonly<Record<string, unknown>>;
  /** The class. */
  type?: string;
  id?: string;
  created_at?: string;
  read_at?: string | null;
}>;

/** Somebody else in the presence channel `presence-online`. */
export interface Visitor {
  /** Events of others, oldest first. */
  readonly heard: readonly (readonly [event: string, data: unknown])[];
  say(event: string, data: unknown): Promise<void>;
  leave(): void;
}

/** Ways to misbehave, until they are taken back. */
export type Faults = {
  /** Answers everything, but channel signatures, by this status. */
  status: number | null;
  headers: Record<string, string>;
  /** The words of that answer. */
  message: string;
  /** Answers orders (not GET) by this page instead of doing anything. */
  page: string | null;
  /** Does not answer at all. */
  hang: boolean;
  /** Ends each answer in its middle, under its whole length or as if it were whole. */
  truncate: 'cut off' | 'whole' | null;
  /** Instead of the true `count`, `unread_count`, `total` and `last_page`. */
  lie: number | null;
  /** After each page that is answered, e.g. to push or pull rows across the pages while they are read. */
  onPage: ((page: number) => void) | null;
  /** `page` is not looked at. */
  ignorePage: boolean;
  /** Channels are signed by this status. */
  authStatus: number | null;
};

const FAULTLESS: Faults = {
  status: null,
  headers: {},
  message: 'Server Error',
  page: null,
  hang: false,
  truncate: null,
  lie: null,
  onPage: null,
  ignorePage: false,
  authStatus: null,
};

export interface LaravelApp {
  readonly url: string;
  readonly token: string;
  readonly userId: number;
  readonly faults: Faults;
  /** `METHOD /path?query` of each request that came with a valid token, oldest first; and its `X-Socket-ID`. */
  readonly requests: readonly Readonly<{ line: string; socketId: string | undefined }>[];
  /** Newest first. */
  readonly rows: readonly LaravelRow[];
  /** A definition that fits. */
  source(overrides?: Partial<LaravelSource>): LaravelSource;
  /** Stores, without telling anybody: the broadcast got lost, or nobody was there. */
  store(notification?: NewNotification): LaravelRow;
  /** Stores and broadcasts, as a notification with the channels `database` and `broadcast` does. */
  notify(notification?: NewNotification, shape?: 'flat' | 'wrapped'): Promise<LaravelRow>;
  /** The queue tries again after an answer that got lost. */
  broadcastAgain(row: LaravelRow): Promise<void>;
  /** Comes into the presence channel by a connection of its own. */
  join(member: Readonly<{ user_id: string; user_info: unknown }>): Visitor;
  /** Any event on the user's channel. */
  broadcast(event: string, data: unknown): Promise<void>;
  /** By the web page, in another browser. */
  read(id: string): void;
  remove(id: string): void;
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

const timestamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '.000000Z');

export async function startLaravelApp(options: Readonly<{ userId?: number }> = {}): Promise<LaravelApp> {
  const userId = options.userId ?? 7;
  let token = '1|laravel-token';
  let table: LaravelRow[] = [];
  const requests: { line: string; socketId: string | undefined }[] = [];
  const faults: Faults = { ...FAULTLESS };
  const settings = { embedded: false, settings: { keepNotifications: false, clientEvents: true } };
  let reverb: TestServer = await startServer(settings);
  const reverbDir = reverb.dataDir;
  const socketsPort = Number(new URL(reverb.url).port);
  const { key, secret, id: appId } = reverb.app;
  const endpoint: PusherEndpoint = { host: '127.0.0.1', port: socketsPort, tls: false };
  const channel = `private-App.Models.User.${userId}`;
  const pusher = new Pusher({
    appId,
    key,
    secret,
    host: '127.0.0.1',
    port: String(socketsPort),
    useTLS: false,
  });
  let last = Date.now();
  let running: FastifyInstance | null = null;
  let port = 0;

  const unread = (): number => table.filter((row) => row.read_at === null).length;
  const counted = (true_: number): number => faults.lie ?? true_;

  async function misbehave(method: string, reply: FastifyReply): Promise<void> {
    if (faults.hang) {
      reply.hijack();
      return;
    }
    if (faults.page !== null && method !== 'GET') await reply.type('text/html').send(faults.page);
    else if (faults.status !== null) {
      await reply.headers(faults.headers).code(faults.status).send({ message: faults.message });
    }
  }

  function sendPage(page: number): object {
    const from = (faults.ignorePage ? 0 : page - 1) * PER_PAGE;
    const notifications = table.slice(from, from + PER_PAGE);
    const pagination = {
      current_page: page,
      last_page: counted(Math.max(1, Math.ceil(table.length / PER_PAGE))),
      per_page: PER_PAGE,
      total: counted(table.length),
    };
    const answer = { notifications, unread_count: counted(unread()), pagination };
    faults.onPage?.(page);
    return answer;
  }

  /** Ends the answer in its middle. */
  function truncated(reply: FastifyReply, payload: string): string {
    const half = payload.slice(0, payload.length / 2);
    if (faults.truncate === 'whole') {
      reply.header('content-length', Buffer.byteLength(half));
      return half;
    }
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
    });
    reply.raw.write(half, () => reply.raw.destroy());
    return payload;
  }

  function change(id: string, to: (row: LaravelRow) => LaravelRow | null): boolean {
    const known = table.some((row) => row.id === id);
    table = table.flatMap((row) => (row.id === id ? (to(row) ?? []) : [row]));
    return known;
  }

  const readRow = (row: LaravelRow): LaravelRow => ({
    ...row,
    read_at: row.read_at ?? timestamp(Date.now()),
  });
  const sign = (text: string): string => `${key}:${createHmac('sha256', secret).update(text).digest('hex')}`;

  function build(): FastifyInstance {
    const app = Fastify({ forceCloseConnections: true });
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization !== `Bearer ${token}`) {
        await reply.code(401).send({ message: 'Unauthenticated.' });
        return;
      }
      const socketId = request.headers['x-socket-id'];
      requests.push({ line: `${request.method} ${request.url}`, socketId: socketId?.toString() });
      if (!request.url.startsWith('/broadcasting/')) await misbehave(request.method, reply);
    });
    app.addHook('onSend', async (_request, reply, payload) =>
      faults.truncate !== null && typeof payload === 'string' ? truncated(reply, payload) : payload,
    );

    type One = FastifyRequest<{ Params: { id: string } }>;
    const one = (to: (row: LaravelRow) => LaravelRow | null) => async (request: One, reply: FastifyReply) =>
      change(request.params.id, to)
        ? { success: true }
        : reply.code(404).send({ message: 'No query results for model.' });
    app.get<{ Querystring: { page?: string } }>('/api/notifications', (request, reply) =>
      reply.send(sendPage(Number(request.query.page ?? 1))),
    );
    app.get('/api/notifications/unread-count', async () => ({ count: counted(unread()) }));
    app.post('/api/notifications/mark-all-read', async () => {
      table = table.map(readRow);
      return { success: true };
    });
    app.post('/api/notifications/:id/read', one(readRow));
    app.delete(
      '/api/notifications/:id',
      one(() => null),
    );
    app.post<{ Body: { socket_id: string; channel_name: string } }>(
      '/broadcasting/auth',
      async ({ body: { socket_id, channel_name } }, reply) => {
        if (faults.authStatus !== null) return reply.code(faults.authStatus).send({ message: 'Forbidden.' });
        if (channel_name === channel) return { auth: sign(`${socket_id}:${channel_name}`) };
        if (channel_name !== PRESENCE) return reply.code(403).send({ message: 'Forbidden.' });
        const user_info = { id: userId, name: `User ${userId}`, username: 'user' };
        const channel_data = JSON.stringify({ user_id: String(userId), user_info });
        return { auth: sign(`${socket_id}:${channel_name}:${channel_data}`), channel_data };
      },
    );
    return app;
  }

  async function listen(): Promise<void> {
    running = build();
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

  function store({ data = { message: 'Hello' }, ...given }: NewNotification = {}): LaravelRow {
    // Of one second, as MySQL stores them, and in the order of their making all the same.
    last = Math.max(last + 1, Date.now());
    const created_at = given.created_at ?? timestamp(last);
    const row: LaravelRow = {
      id: given.id ?? randomUUID(),
      type: given.type ?? 'App\\Notifications\\FriendRequest',
      notifiable_type: 'App\\Models\\User',
      notifiable_id: userId,
      data,
      read_at: given.read_at ?? null,
      created_at,
      updated_at: created_at,
    };
    table = [row, ...table].sort((a, b) =>
      a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0,
    );
    return row;
  }

  /** Laravel writes the class over a `type` beside the fields. */
  const payloadOf = ({ id, type, data, created_at }: LaravelRow, shape: 'flat' | 'wrapped'): object =>
    shape === 'flat' ? { ...data, id, type } : { data, created_at, id, type };

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
      return token;
    },
    userId,
    faults,
    requests,
    get rows() {
      return table;
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
    store,
    async notify(notification, shape = 'wrapped') {
      const row = store(notification);
      await trigger(CREATED_EVENT, payloadOf(row, shape));
      return row;
    },
    broadcastAgain: (row) => trigger(CREATED_EVENT, payloadOf(row, 'wrapped')),
    broadcast: trigger,
    join,
    read: (id) => void change(id, readRow),
    remove: (id) => void change(id, () => null),
    useToken(next) {
      token = next;
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
