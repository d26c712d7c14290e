import type { RealtimeApp } from '../apps/apps.ts';
import type { ErrorName } from './protocol.ts';

export type ChannelInfo = Readonly<{
  name: string;
  subscriptionCount: number;
  /** Presence channels only. */
  userCount: number | null;
}>;

/** A connection, as the live state of its app sees it. */
export interface Subscriber {
  readonly socketId: string;
  /** Sends a frame made by `encode`. Never throws, and never calls back into the live state before it returns. */
  send(frame: Buffer): void;
  /** Sends an error frame, then closes with the same code. */
  disconnect(name: ErrorName): void;
}

/** The live state of one app in this process: its connections, channels and signed-in users. */
export interface AppState {
  readonly app: RealtimeApp;
  readonly connections: number;
  /**
   * Sends to every subscriber but `except` (a socket id), in the order of the calls, encoded once. On a cache channel it becomes the
   * cached event. @param data the encoded text, as it is sent to clients
   */
  publish(channel: string, event: string, data: string, except?: string): void;
  /** Sends to every connection that is signed in as this user. */
  sendToUser(userId: string, event: string, data: string): void;
  /** Closes every connection that is signed in as this user, with 4009. */
  terminateUser(userId: string): void;
  /**
   * Binds a connection's subscription to `channel` to the access token that allowed it; null: its sign-in. Ignored when there is no
   * such connection.
   */
  bindToken(socketId: string, tokenId: number, channel: string | null): void;
  /** The tokens of connected sockets, as `bindToken` was given them. */
  bindings(): readonly Readonly<{ tokenId: number; channel: string | null }>[];
  /** Closes, with 4009, every connection that is bound to a revoked token. */
  disconnectWhere(isRevoked: (tokenId: number) => boolean): void;
  /**
   * Closes, with 4200, every connection bound to a channel that its token no longer allows, even if it has left that channel. Its
   * client reconnects at once and asks again for what it may have.
   */
  recheck(mayListen: (tokenId: number, channel: string) => boolean): void;
  /** Occupied channels, read lazily. */
  channels(prefix?: string): Iterable<ChannelInfo>;
  channel(name: string): ChannelInfo | null;
  /** User ids on a presence channel, as strings. */
  users(channel: string): string[];
  /** The cached event of a cache channel; `ttl` in seconds. */
  cached(channel: string): Readonly<{ event: string; data: string; ttl: number }> | null;
}

/** The state of each app; created when first asked for. */
export interface AppStates {
  get(app: RealtimeApp): AppState;
}
