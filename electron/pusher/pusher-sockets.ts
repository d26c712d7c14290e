import Pusher from 'pusher-js';
import { ExactNumber, mayRound, parseExact } from '#server/rules/json/exact-json';
import type { Socket } from '../network/network.ts';

type PusherSocket = ReturnType<typeof Pusher.Runtime.createWebSocket>;
type Frame = Readonly<{ event?: unknown; data?: unknown }>;

/** A frame with exact numbers; `data` is parsed. */
export type ExactFrame = Readonly<{ data?: unknown; user_id?: unknown }>;

/** Opens the sockets of one Pusher client, and learns about their end. */
export interface SocketOwner {
  /** A socket to the real server. `path` is the path that pusher-js asks for: `/app/{key}?protocol=…` */
  open(path: string): Socket;
  /** The server sent a `pusher:error` in place of its greeting; the socket is closed. */
  onRefused?(code: number | null, message: string): void;
  /** The socket has ended, and pusher-js has not ended it. */
  onClosed?(code: number, reason: string, error: unknown): void;
  /** Before pusher-js emits a frame. null: pusher-js reads its numbers exactly. */
  onFrame?(exact: ExactFrame | null): void;
  /** pusher-js has thrown on a frame. */
  onIndigestible?(error: unknown): void;
}

function parse(data: unknown): Frame {
  try {
    const frame: unknown = parseExact(String(data));
    return typeof frame === 'object' && frame !== null ? frame : {};
  } catch {
    return {};
  }
}

function contentOf(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return parseExact(data);
  } catch {
    return data;
  }
}

/** A number that would be rounded becomes text: pusher-js identifies members by their id. */
function quoted(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const number = this[name];
  return number instanceof ExactNumber ? String(number) : value;
}

/** Bounds for the server's activity timeout, in seconds: pusher-js pings that often. */
const ACTIVITY = { least: 5, most: 120 } as const;

/** The greeting with a bounded activity timeout: pusher-js would not wait at all if it is not a number. */
function bounded({ event, data }: Frame): Frame {
  const said = (typeof data === 'string' ? parse(data) : (data ?? {})) as Readonly<Record<string, unknown>>;
  const { socket_id, activity_timeout: wanted } = said;
  if (wanted === undefined) return { event, data };
  const seconds = typeof wanted === 'number' ? wanted : ACTIVITY.most;
  const activity_timeout = Math.min(Math.max(seconds, ACTIVITY.least), ACTIVITY.most);
  return { event, data: JSON.stringify({ socket_id, activity_timeout }) };
}

/** Reads a `pusher:error`, whose form differs between servers. */
export function refusalOf(data: unknown): Readonly<{ code: number | null; message: string }> {
  const said: unknown = typeof data === 'string' ? parse(data) : data;
  const { code, message } = (said ?? {}) as Readonly<{ code?: unknown; message?: unknown }>;
  return {
    code: typeof code === 'number' ? code : null,
    message: typeof message === 'string' ? message : String(data),
  };
}

/**
 * Stands between pusher-js and a socket. It turns a `pusher:error` before the greeting into a closed socket: pusher-js 8 looks up its
 * code in a table, and if there is none, throws outside of any handler, which would end main.
 */
class GuardedSocket {
  onopen?: PusherSocket['onopen'];
  onmessage?: PusherSocket['onmessage'];
  onclose?: PusherSocket['onclose'];
  onerror?: PusherSocket['onerror'];
  readonly #owner: SocketOwner;
  readonly #real: Socket;
  #greeted = false;
  #left = false;

  constructor(owner: SocketOwner, path: string) {
    this.#owner = owner;
    this.#real = owner.open(path);
    this.#real.onopen = () => this.onopen?.();
    this.#real.onmessage = ({ data }) => this.#receive(data);
    let error: unknown;
    this.#real.onerror = (event) => {
      error = event.error;
    };
    this.#real.onclose = ({ code, reason }) => {
      // The owner comes first, so that it decides what happens next, and not pusher-js by the code.
      if (!this.#left) owner.onClosed?.(code, reason, error);
      this.onclose?.({ code, reason, wasClean: code !== 1006 });
    };
  }

  send(data: string): void {
    this.#real.send(data);
  }

  close(): void {
    this.#left = true;
    this.#real.close();
  }

  #receive(received: unknown): void {
    if (this.#left) return;
    let data = received;
    try {
      if (!this.#greeted) {
        const first = parse(data);
        if (this.#isRefusal(first)) return;
        this.#greeted = first.event === 'pusher:connection_established';
        if (this.#greeted) data = JSON.stringify(bounded(first));
      }
      const frame = mayRound(String(data)) ? parse(data) : null;
      const exact = frame && { ...frame, data: contentOf(frame.data) };
      this.#owner.onFrame?.(exact);
      const isInternal = String(frame?.event).startsWith('pusher_internal:');
      this.onmessage?.({ data: isInternal ? JSON.stringify(exact, quoted) : data });
    } catch (error) {
      this.#owner.onIndigestible?.(error);
    }
  }

  #isRefusal(frame: Frame): boolean {
    if (frame.event !== 'pusher:error') return false;
    const { code, message } = refusalOf(frame.data);
    this.close();
    this.#owner.onRefused?.(code, message);
    return true;
  }
}

const owners = new Map<string, SocketOwner>();
let installed = false;
let claims = 0;

function install(): void {
  if (installed) return;
  installed = true;
  const create = Pusher.Runtime.createWebSocket;
  // Each client subscribes to it and never unsubscribes, which would keep the client in memory. In Node it has no events anyway.
  const network = Object.create(Pusher.Runtime.getNetwork(), { bind: { value: () => network } });
  Pusher.Runtime.getNetwork = () => network;
  Pusher.Runtime.createWebSocket = (url) => {
    const { hostname, pathname, search } = new URL(url);
    const owner = owners.get(hostname);
    if (owner === undefined) return create.call(Pusher.Runtime, url);
    return new GuardedSocket(owner, pathname + search) as PusherSocket;
  };
}

/**
 * Gives the sockets of one Pusher client to an owner. The client connects to an invented `host`, by which the hook recognises it:
 * pusher-js has only one hook for all clients of the process. `release` removes the client from the list that pusher-js keeps for ever.
 */
export function claimSockets(
  owner: SocketOwner,
): Readonly<{ host: string; release: (client: Pusher) => void }> {
  install();
  claims += 1;
  const host = `pusher-${claims}.invalid`;
  owners.set(host, owner);
  return {
    host,
    release(client) {
      owners.delete(host);
      const { instances } = Pusher;
      if (instances.includes(client)) instances.splice(instances.indexOf(client), 1);
    },
  };
}
