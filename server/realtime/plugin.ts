import { randomInt } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '#server/error';
import { type Connection, createConnection, type Limits } from './connection.ts';
import { createHub, type Hub } from './hub.ts';
import { checkTarget, ERRORS, type ErrorName, errorFrame } from './protocol.ts';

/** Bytes of one message of a client; a longer one closes its socket with 1009. */
const MESSAGE_LIMIT = 10 * 1024;

const LIMITS = {
  queueBytes: 1024 * 1024,
  subscriptions: 200,
  pingIntervalMs: 25_000,
} as const satisfies Limits;

/** At the end sockets are closed over this time, so that clients, which all wait for the same second, return apart. */
const SPREAD = { msPerSocket: 5, maxMs: 1_000 } as const;
const CLOSE_GRACE_MS = 1_000;

export interface RealtimeLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

export interface RealtimeDeps {
  /** Asked on every connection and subscription. */
  readonly app: () => Readonly<{ id: string; key: string; secret: string }>;
  readonly guard: (request: IncomingMessage) => 'foreign_host' | 'foreign_origin' | null;
  readonly log: RealtimeLog;
  readonly limits?: Partial<Limits>;
}

export interface Realtime {
  readonly hub: Pick<Hub, 'publish'>;
  /** Serves every upgrade of this HTTP server. */
  attach(server: Server): void;
  /** Closes every socket with 4100 and refuses upgrades with 503 from then on; resolves when all sockets are gone. */
  close(): Promise<void>;
}

const MESSAGES = {
  foreign_host: 'The Host header does not name this server.',
  foreign_origin: 'Pages of other origins may not connect.',
  shutting_down: 'The server is going away.',
} as const satisfies Partial<Record<ErrorCode, string>>;

function refuseUpgrade(socket: Duplex, code: keyof typeof MESSAGES): void {
  const status = ERROR_STATUS[code];
  const body = JSON.stringify({ error: { code, message: MESSAGES[code] } } satisfies ErrorBody);
  // The client may be gone by now; nobody else listens on a socket that is being upgraded.
  socket.on('error', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}

/** Two numbers with a dot, which is all that the SDKs accept. Unguessable: a signature is bound to it. */
const newSocketId = (): string => `${randomInt(1, 2 ** 47)}.${randomInt(1, 2 ** 47)}`;

/** The Pusher-protocol endpoint at `/app/{key}` of an HTTP server. */
export function createRealtime({ app, guard, log, limits }: RealtimeDeps): Realtime {
  const bounds = { ...LIMITS, ...limits };
  const hub = createHub();
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MESSAGE_LIMIT });
  /** Null: refused, and on its way out. */
  const sockets = new Map<WebSocket, Connection | null>();
  let closing: Promise<void> | null = null;
  let onEmpty = (): void => {};

  function track(socket: WebSocket, connection: Connection | null): void {
    sockets.set(socket, connection);
    // A protocol error or a lost peer. `close` follows, with the code.
    socket.on('error', (error) => log.debug({ err: error }, 'realtime socket failed'));
    socket.on('close', (code) => {
      connection?.dispose();
      sockets.delete(socket);
      log.debug({ socket_id: connection?.socketId, code }, 'realtime connection closed');
      if (sockets.size === 0) onEmpty();
    });
  }

  /** The close code is what clients act on; the frame before it is for those that show errors. */
  function turnAway(socket: WebSocket, reason: ErrorName): void {
    track(socket, null);
    log.info({ reason }, 'realtime connection refused');
    socket.send(errorFrame(reason));
    socket.close(ERRORS[reason].code, ERRORS[reason].message);
  }

  function welcome(socket: WebSocket): void {
    const connection = createConnection({ socket, socketId: newSocketId(), hub, app, limits: bounds });
    track(socket, connection);
    log.debug({ socket_id: connection.socketId }, 'realtime connection opened');
    socket.on('ping', connection.heard);
    socket.on('pong', connection.heard);
    socket.on('message', (data, isBinary) => {
      if (isBinary) connection.end('binary_message');
      else connection.receive(data.toString());
    });
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refused = guard(request) ?? (closing === null ? null : 'shutting_down');
    if (refused !== null) {
      refuseUpgrade(socket, refused);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const reason = checkTarget(request.url ?? '', app().key);
      if (reason === null) welcome(webSocket);
      else turnAway(webSocket, reason);
    });
  }

  async function shutDown(): Promise<void> {
    if (sockets.size === 0) return;
    const spread = Math.min(SPREAD.maxMs, sockets.size * SPREAD.msPerSocket);
    const empty = new Promise<void>((resolve) => {
      onEmpty = resolve;
    });
    for (const connection of sockets.values()) {
      if (connection !== null) setTimeout(() => connection.end('shutting_down'), Math.random() * spread);
    }
    const deadline = setTimeout(() => {
      for (const socket of sockets.keys()) socket.terminate();
    }, spread + CLOSE_GRACE_MS);
    await empty;
    clearTimeout(deadline);
  }

  return {
    hub,
    attach: (http) => {
      http.on('upgrade', onUpgrade);
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}
