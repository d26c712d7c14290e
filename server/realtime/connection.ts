import type { WebSocket } from 'ws';
import type { Hub, Subscriber } from './hub.ts';
import {
  channelKind,
  ERRORS,
  type ErrorName,
  errorFrame,
  established,
  PING,
  PONG,
  parseMessage,
  REFUSALS,
  type RefusalName,
  type Subscription,
  subscriptionError,
  subscriptionSucceeded,
} from './protocol.ts';
import { type SigningApp, verifyChannel } from './signature.ts';

export interface Limits {
  /** Bytes that may wait for a client to read them. */
  readonly queueBytes: number;
  readonly subscriptions: number;
  /** A client that stays silent is pinged twice and then closed, at the end of the third interval. */
  readonly pingIntervalMs: number;
}

export interface Connection extends Subscriber {
  readonly socketId: string;
  /** One text message of the client. Never throws. */
  receive(text: string): void;
  /** A sign of life below the protocol, i.e. a WebSocket ping or pong. */
  heard(): void;
  /** Says goodbye with the error's close code; what the client sends from then on is not read. */
  end(name: ErrorName): void;
  /** The socket is closed, by whichever side. */
  dispose(): void;
}

export interface ConnectionDeps {
  readonly socket: Pick<WebSocket, 'send' | 'ping' | 'close' | 'bufferedAmount'>;
  readonly socketId: string;
  readonly hub: Pick<Hub, 'join' | 'leave'>;
  readonly app: () => SigningApp;
  readonly limits: Limits;
}

/** One client's life, from `connection_established` to the close frame. */
export function createConnection({ socket, socketId, hub, app, limits }: ConnectionDeps): Connection {
  const subscribed = new Set<string>();
  let over = false;
  let silentIntervals = 0;

  function write(frame: string | Buffer): void {
    if (over) return;
    // Without a bound one client that stops reading would fill the memory. It catches up after its return.
    if (socket.bufferedAmount + Buffer.byteLength(frame) > limits.queueBytes) end('too_slow');
    else socket.send(frame, { binary: false });
  }

  function end(name: ErrorName): void {
    if (over) return;
    dispose();
    socket.close(ERRORS[name].code, ERRORS[name].message);
  }

  function dispose(): void {
    over = true;
    clearInterval(heartbeat);
    for (const channel of subscribed) hub.leave(channel, connection);
    subscribed.clear();
  }

  function beat(): void {
    silentIntervals += 1;
    if (silentIntervals === 1) socket.ping();
    // Some clients have no WebSocket-level pong.
    else if (silentIntervals === 2) write(PING);
    else end('pong_timeout');
  }

  function refusal({ channel, auth, channelData }: Subscription): RefusalName | null {
    const kind = channelKind(channel);
    switch (kind) {
      case 'invalid':
        return 'invalid_name';
      case 'not_supported':
        return 'not_supported';
      case 'private':
        if (!verifyChannel(app(), auth, socketId, channel, channelData)) return 'unsigned';
        break;
      case 'public':
        break;
      default:
        return kind satisfies never;
    }
    return subscribed.size >= limits.subscriptions && !subscribed.has(channel) ? 'too_many' : null;
  }

  function subscribe(subscription: Subscription): void {
    const { channel } = subscription;
    const refused = refusal(subscription);
    if (refused === null) {
      subscribed.add(channel);
      hub.join(channel, connection);
      write(subscriptionSucceeded(channel));
    } else {
      // Stock clients look for either of the two: the first names the channel, the second is what older ones know.
      write(subscriptionError(channel, refused));
      write(errorFrame(REFUSALS[refused].follows));
    }
  }

  function unsubscribe(channel: string): void {
    if (subscribed.delete(channel)) hub.leave(channel, connection);
  }

  function receive(text: string): void {
    if (over) return;
    silentIntervals = 0;
    const message = parseMessage(text);
    switch (message.kind) {
      case 'ping':
        write(PONG);
        break;
      case 'pong':
        break;
      case 'subscribe':
        subscribe(message);
        break;
      case 'unsubscribe':
        unsubscribe(message.channel);
        break;
      case 'client_event':
        write(errorFrame('client_events_off'));
        break;
      case 'refused':
        write(errorFrame(message.error));
        break;
      default:
        message satisfies never;
    }
  }

  const connection: Connection = {
    socketId,
    send: write,
    receive,
    heard() {
      silentIntervals = 0;
    },
    end,
    dispose,
  };
  const heartbeat = setInterval(beat, limits.pingIntervalMs);
  write(established(socketId));
  return connection;
}
