import { randomInt } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import type { AppEvent, ChangingApps, RealtimeApp } from '../apps/apps.ts';
import { asksForWebSocket, ignoreOffer } from '../http/http.ts';
import type { AppStates } from './app-state.ts';
import { createAppStates } from './app-states.ts';
import { type Connection, createConnection } from './connection.ts';
import { errorFrame } from './frames.ts';
import { admitConnection, type RefusedUpgrade, refuseUpgrade } from './handshake.ts';
import { LIMITS, type Limits, MESSAGE_BYTES } from './limits.ts';
import { ERRORS, type ErrorName } from './protocol.ts';
import { createRefusalLog } from './refusal-log.ts';
import { createSocketWriter, type SocketWriter } from './socket-writer.ts';

export type { AppState, AppStates, ChannelInfo } from './app-state.ts';
export { type Fields, isFields, parseJson } from './json.ts';
export { EVENT_NAME_LENGTH } from './limits.ts';
export { servedKind, USER_CHANNEL_PREFIX } from './protocol.ts';
export { isSame, type SigningApp, signChannel, signUser } from './signature.ts';

/** A shutdown spreads closing over this time: stock clients all wait the same second, and must not come back at once. */
const SPREAD = { msPerSocket: 5, maxMs: 1_000 } as const;
/** How many sockets beyond the capacity may be open while they are refused. */
const TURNED_AWAY = 32;
/** How long clients may take to answer the close frame at a shutdown. */
const CLOSE_GRACE_MS = 1_000;

export interface RealtimeLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

export interface RealtimeDeps {
  readonly apps: ChangingApps;
  readonly guard: (request: IncomingMessage) => 'foreign_host' | 'foreign_origin' | null;
  readonly log: RealtimeLog;
  /** Called in the middle of a change; must neither throw nor call back. */
  readonly onEvent: (app: RealtimeApp, event: AppEvent) => void;
  readonly limits?: Partial<Limits>;
  /** How many sockets are served at once. */
  readonly capacity?: number;
}

export interface Realtime {
  readonly appStates: AppStates;
  /** Serves every upgrade of this HTTP server, and limits the time for request headers. */
  attach(server: Server): void;
  /** Closes every socket with 4100, refuses further upgrades with 503, and resolves when all sockets are gone. */
  close(): Promise<void>;
}

/**
 * Emits `closing` as soon as either side sends a close frame; `ws` answers one by calling `close`. Its own `close` event waits for the
 * end of the TCP connection, which the peer can delay.
 */
class PromptWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    this.emit('closing');
    super.close(code, reason);
  }
}

/** `ws` destroys a socket with an error itself. */
const ignoreError = (): void => {};

/** Two numbers with a dot, the only form that the SDKs accept. Unguessable, because signatures are bound to it. */
const newSocketId = (): string => `${randomInt(1, 2 ** 47)}.${randomInt(1, 2 ** 47)}`;

/** The Pusher-protocol endpoint at `/app/{key}` of an HTTP server. */
export function createRealtime(deps: RealtimeDeps): Realtime {
  const { apps, guard, log, onEvent, limits, capacity = Number.POSITIVE_INFINITY } = deps;
  const bounds = { ...LIMITS, ...limits };
  const monotonic = (): number => performance.now();
  const appStates = createAppStates({ apps, limits: bounds, now: monotonic, onEvent });
  const logRefusal = createRefusalLog(log, monotonic);
  // `closeTimeout` is an option that the types do not know yet.
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    maxPayload: MESSAGE_BYTES,
    // The connection answers pings itself, within its rate and queue limits. `ws` would answer any number.
    autoPong: false,
    closeTimeout: bounds.closeTimeoutMs,
    WebSocket: PromptWebSocket,
  };
  const server = new WebSocketServer(options);
  /** null: a refused socket that is closing. */
  const sockets = new Map<WebSocket, Connection | null>();
  let closing: Promise<void> | null = null;
  let onEmpty = (): void => {};

  // One listener for all sockets, with the socket as `this`: there are thousands.
  function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    const connection = sockets.get(this);
    if (isBinary) connection?.end('binary_message');
    else connection?.receive(data.toString());
  }
  function onPing(this: WebSocket, payload: Buffer): void {
    sockets.get(this)?.heard(payload);
  }
  function onPong(this: WebSocket): void {
    sockets.get(this)?.heard();
  }
  /** A protocol error or a lost peer. `close` follows with the code, but the peer can delay it. */
  function onError(this: WebSocket, err: Error): void {
    sockets.get(this)?.dispose();
    log.debug({ err }, 'realtime socket failed');
  }
  function onClosing(this: WebSocket): void {
    sockets.get(this)?.dispose();
  }
  function onClose(this: WebSocket, code: number): void {
    const connection = sockets.get(this);
    connection?.dispose();
    sockets.delete(this);
    log.debug({ socket_id: connection?.socketId, code }, 'realtime connection closed');
    if (sockets.size === 0) onEmpty();
  }

  /** Clients act on the close code; the error frame before it is for those that show errors. */
  function turnAway(writer: SocketWriter, reason: ErrorName): null {
    logRefusal(reason);
    writer.send(errorFrame(reason));
    writer.close(ERRORS[reason].code, ERRORS[reason].message);
    return null;
  }

  function welcome(writer: SocketWriter, app: RealtimeApp): Connection {
    const deps = { writer, socketId: newSocketId(), appState: appStates.get(app), limits: bounds };
    const connection = createConnection({ ...deps, clock: monotonic });
    log.debug({ socket_id: connection.socketId }, 'realtime connection opened');
    return connection;
  }

  function refuse(request: IncomingMessage): RefusedUpgrade | null {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    // A proxy would see a body where this server sees frames (request smuggling). Zero means no body; the JDK's WebSocket sends it.
    if ((length !== undefined && !/^0+$/.test(length)) || encoding !== undefined) return 'bad_request';
    const refused = guard(request) ?? (closing === null ? null : 'shutting_down');
    // Sockets that are being refused take a place too, for a moment.
    return refused ?? (sockets.size < capacity + TURNED_AWAY ? null : 'overloaded');
  }

  async function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Nobody else listens to the socket yet, and an error without a listener would end the process.
    socket.on('error', ignoreError);
    await apps.refresh();
    const refused = refuse(request);
    if (refused !== null) {
      refuseUpgrade(socket, refused);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const writer = createSocketWriter(webSocket, socket, bounds);
      const app =
        sockets.size >= capacity
          ? 'no_place'
          : admitConnection(request, { apps, connections: (of) => appStates.get(of).connections });
      webSocket.on('error', onError).on('closing', onClosing).on('close', onClose);
      sockets.set(webSocket, typeof app === 'string' ? turnAway(writer, app) : welcome(writer, app));
      webSocket.on('message', onMessage).on('ping', onPing).on('pong', onPong);
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
    appStates,
    attach(http) {
      http.headersTimeout = bounds.headersMs;
      http.on('upgrade', (request, socket, head) => {
        if (asksForWebSocket(request)) void onUpgrade(request, socket, head);
        else ignoreOffer(http, request, socket, head);
      });
    },
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}
