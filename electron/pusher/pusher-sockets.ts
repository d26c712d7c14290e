import Pusher from 'pusher-js';
import { ExactNumber, mayRound, parseExact } from '#server/rules/exact-json';
import type { Socket } from '../network/network.ts';

type PusherSocket = ReturnType<typeof Pusher.Runtime.createWebSocket>;
type Frame = Readonly<{ event?: unknown; data?: unknown }>;

/** A frame whose numbers are exact, `data` no longer JSON. */
export type ExactFrame = Readonly<{ data?: unknown; user_id?: unknown }>;

/** Who opens the sockets of one Pusher client, and hears of their end. */
export interface SocketOwner {
  /** A socket to the real server. `path` is what pusher-js wants there: `/app/{key}?protocol=…` */
  open(path: string): Socket;
  /** The server sent a `pusher:error` in place of its greeting; the socket is closed. */
  onRefused?(code: number | null, message: string): void;
  /** Ended, and not by pusher-js. */
  onClosed?(code: number, reason: string, error: unknown): void;
  /** Before pusher-js tells of a frame. null: what it reads in that one is exact. */
  onFrame?(exact: ExactFrame | null): void;
  /** pusher-js cannot digest a frame. */
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

/** A number that would be rounded, as text: pusher-js knows its members by their id. */
function quoted(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const number = this[name];
  return number instanceof ExactNumber ? String(number) : value;
}

/** How long a server may want its connections to be silent at most, in seconds: pusher-js pings as often as that says. */
const ACTIVITY = { least: 5, most: 120 } as const;

/** A greeting as pusher-js can live with it: where the time is no number it would not wait at all. Without one it is none. */
function bounded({ event, data }: Frame): Frame {
  const said = (typeof data === 'string' ? parse(data) : (data ?? {})) as Readonly<Record<string, unknown>>;
  const { socket_id, activity_timeout: wanted } = said;
  if (wanted === undefined) return { event, data };
  const seconds = typeof wanted === 'number' ? wanted : ACTIVITY.most;
  const activity_timeout = Math.min(Math.max(seconds, ACTIVITY.least), ACTIVITY.most);
  return { event, data: JSON.stringify({ socket_id, activity_timeout }) };
}

/** What a `pusher:error` says; servers differ in its form. */
export function refusalOf(data: unknown): Readonly<{ code: number | null; message: string }> {
  const said: unknown = typeof data === 'string' ? parse(data) : data;
  const { code, message } = (said ?? {}) as Readonly<{ code?: unknown; message?: unknown }>;
  return {
    code: typeof code === 'number' ? code : null,
    message: typeof message === 'string' ? message : String(data),
  };
}

/**
 * Stands between pusher-js and a socket. A `pusher:error` before the greeting becomes a closed socket: without a code,
 * pusher-js 8 looks it up in a table that has no entry for it, and throws outside of any handler, which would end main.
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
      // First, so that an owner who disconnects decides what comes next, and not pusher-js by the code.
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
  // Each client binds to it and never lets go, so that it would be remembered for ever. In Node it tells nobody anything.
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
 * Gives the sockets of one Pusher client to an owner: the client is told the made-up `host`, which leads nowhere else. The only
 * hook that pusher-js has for this is one for all clients of the process. `release` lets go of the client, which pusher-js
 * remembers for ever otherwise.
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
