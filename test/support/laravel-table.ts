/** The HTTP side of `laravel-app.ts`, without a port: the table of notifications behind the six usual routes. */
import { createHmac, randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

const PER_PAGE = 20;
export const PRESENCE = 'presence-online';

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
  /** Addresses of one notification that are answered by a 404 in these words: the app has no such route, or hides that it has. */
  unrouted: Partial<Record<'read' | 'delete', string>>;
  /** Channels are signed by this status. */
  authStatus: number | null;
  /** With these words. */
  authMessage: string;
  /** Where a token gets a signature; at Laravel's own address otherwise only the session of a web page does. */
  tokensAt: '/broadcasting/auth' | '/api/broadcasting/auth';
  /** Laravel's `throttle`: a number of requests in a number of milliseconds; `refused` counts further ones. */
  throttle: { limit: number; ms: number; refused: number } | null;
};

export const FAULTLESS: Faults = {
  status: null,
  headers: {},
  message: 'Server Error',
  page: null,
  hang: false,
  truncate: null,
  lie: null,
  onPage: null,
  ignorePage: false,
  unrouted: {},
  authStatus: null,
  authMessage: 'Forbidden.',
  tokensAt: '/broadcasting/auth',
  throttle: null,
};

export interface LaravelTable {
  readonly faults: Faults;
  /** `METHOD /path?query` of each request that came with a valid token, oldest first; and its `X-Socket-ID`. */
  readonly requests: readonly Readonly<{ line: string; socketId: string | undefined }>[];
  /** Newest first. */
  readonly rows: readonly LaravelRow[];
  /** The user's channel. */
  readonly channel: string;
  token: string;
  /** A row that is not in the table. */
  make(notification?: NewNotification): LaravelRow;
  put(row: LaravelRow): void;
  /** Both. */
  store(notification?: NewNotification): LaravelRow;
  read(id: string): void;
  remove(id: string): void;
  /** What is broadcast of it. */
  payload(row: LaravelRow, shape: 'flat' | 'wrapped'): object;
  /** `key:signature` */
  sign(text: string): string;
  /** Its routes, created again for each start. */
  build(): FastifyInstance;
}

const timestamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '.000000Z');

export function createLaravelTable({
  userId,
  key,
  secret,
}: Readonly<{ userId: number; key: string; secret: string }>): LaravelTable {
  let table: LaravelRow[] = [];
  const requests: { line: string; socketId: string | undefined }[] = [];
  const faults: Faults = { ...FAULTLESS };
  const channel = `private-App.Models.User.${userId}`;
  let last = Date.now();
  let window = { end: 0, used: 0 };

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

  /** https://laravel.com/docs/routing#rate-limiting; only a refusal says when the window ends. */
  async function throttle(reply: FastifyReply): Promise<void> {
    if (faults.throttle === null) return;
    const { limit, ms } = faults.throttle;
    const now = Date.now();
    if (now >= window.end) window = { end: now + ms, used: 0 };
    const remaining = Math.max(0, limit - window.used - 1);
    reply.headers({ 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining });
    window.used += 1;
    if (window.used <= limit) return;
    faults.throttle.refused += 1;
    reply.header('retry-after', Math.ceil((window.end - now) / 1_000));
    await reply.code(429).send({ message: 'Too Many Attempts.' });
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
      if (request.headers.authorization !== `Bearer ${own.token}`) {
        await reply.code(401).send({ message: 'Unauthenticated.' });
        return;
      }
      const socketId = request.headers['x-socket-id'];
      requests.push({ line: `${request.method} ${request.url}`, socketId: socketId?.toString() });
      if (!/^(\/api)?\/broadcasting\//.test(request.url)) {
        await throttle(reply);
        if (!reply.sent) await misbehave(request.method, reply);
      }
    });
    app.addHook('onSend', async (_request, reply, payload) =>
      faults.truncate !== null && typeof payload === 'string' ? truncated(reply, payload) : payload,
    );

    type One = FastifyRequest<{ Params: { id: string } }>;
    const one =
      (action: 'read' | 'delete', to: (row: LaravelRow) => LaravelRow | null) =>
      async (request: One, reply: FastifyReply) => {
        const message = faults.unrouted[action];
        if (message !== undefined) return reply.code(404).send({ message });
        if (change(request.params.id, to)) return { success: true };
        return reply.code(404).send({ message: 'No query results for model.' });
      };
    app.get<{ Querystring: { page?: string } }>('/api/notifications', (request, reply) =>
      reply.send(sendPage(Number(request.query.page ?? 1))),
    );
    app.get('/api/notifications/unread-count', async () => ({ count: counted(unread()) }));
    app.post('/api/notifications/mark-all-read', async () => {
      table = table.map(readRow);
      return { success: true };
    });
    app.post('/api/notifications/:id/read', one('read', readRow));
    app.delete(
      '/api/notifications/:id',
      one('delete', () => null),
    );
    app.post<{ Body: { socket_id: string; channel_name: string } }>(
      '/*',
      async ({ url, body: { socket_id, channel_name } }, reply) => {
        if (url !== faults.tokensAt && url === '/broadcasting/auth') {
          return reply.code(403).send({ message: 'This action is unauthorized.' });
        }
        if (url !== faults.tokensAt) {
          return reply.code(404).send({ message: `The route ${url.slice(1)} could not be found.` });
        }
        if (faults.authStatus !== null)
          return reply.code(faults.authStatus).send({ message: faults.authMessage });
        if (channel_name === channel) return { auth: sign(`${socket_id}:${channel_name}`) };
        if (channel_name !== PRESENCE) return reply.code(403).send({ message: 'Forbidden.' });
        const user_info = { id: userId, name: `User ${userId}`, username: 'user' };
        const channel_data = JSON.stringify({ user_id: String(userId), user_info });
        return { auth: sign(`${socket_id}:${channel_name}:${channel_data}`), channel_data };
      },
    );
    return app;
  }

  function make({ data = { message: 'Hello' }, ...given }: NewNotification = {}): LaravelRow {
    // Of one second, as MySQL stores them, and in the order of their making all the same.
    last = Math.max(last + 1, Date.now());
    const created_at = given.created_at ?? timestamp(last);
    return {
      id: given.id ?? randomUUID(),
      type: given.type ?? 'App\\Notifications\\FriendRequest',
      notifiable_type: 'App\\Models\\User',
      notifiable_id: userId,
      data,
      read_at: given.read_at ?? null,
      created_at,
      updated_at: created_at,
    };
  }

  function put(row: LaravelRow): void {
    table = [row, ...table].sort((a, b) =>
      a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0,
    );
  }

  function store(notification?: NewNotification): LaravelRow {
    const row = make(notification);
    put(row);
    return row;
  }

  /** Laravel writes the class over a `type` beside the fields. */
  const payload = ({ id, type, data, created_at }: LaravelRow, shape: 'flat' | 'wrapped'): object =>
    shape === 'flat' ? { ...data, id, type } : { data, created_at, id, type };

  const own: LaravelTable = {
    ...{ faults, requests, channel, make, put, store, payload, sign, build },
    token: '1|laravel-token',
    get rows() {
      return table;
    },
    read: (id) => void change(id, readRow),
    remove: (id) => void change(id, () => null),
  };
  return own;
}
