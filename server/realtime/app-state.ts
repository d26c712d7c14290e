import type { RealtimeApp } from '../apps/apps.ts';
import type { ErrorName } from './protocol.ts';

export type ChannelInfo = Readonly<{
  name: string;
  subscriptionCount: number;
  /** Presence channels only. */
  userCount: number | null;
}>;

/** A connection as the live state of its app sees it. */
export interface Subscriber {
  readonly socketId: string;
  /** A frame of `encode`. Never throws, and never calls back into the live state before it returns. */
  send(frame: Buffer): void;
  /** Says why in a frame, then closes with the same code. */
  disconnect(name: ErrorName): void;
}

/** The live state of one app on this process: its connections, channels and signed-in users. */
export interface AppState {
  readonly app: RealtimeApp;
  readonly connections: number;
  /**
   * To every subscriber but `except` (a socket id), in the order of the calls; encoded once. On a cache channel it
   * becomes the cached event. @param data already encoded, as it travels
   */
  publish(channel: string, event: string, data: string, except?: string): void;
  /** To every connection that is signed in as this user. */
  sendToUser(userId: string, event: string, data: string): void;
  /** Closes every connection that is signed in as this user, with 4009. */
  terminateUser(userId: string): void;
  /**
   * Remembers by which access token this connection was let in, and where: a channel, or null for a sign-in. No connection, nothing
   * to remember.
   */
  bindToken(socketId: string, tokenId: number, channel: string | null): void;
  /** Closes, with 4009, every connection that such a token has let in. */
  disconnectWhere(isRevoked: (tokenId: number) => boolean): void;
  /**
   * Closes, with 4200, every connection that was let into a channel which its token may not listen to any more, whether it is there or
   * not: its client returns at once and asks again, for what it may have.
   */
  recheck(mayListen: (tokenId: number, channel: string) => boolean): void;
  /** Occupied channels, as they are when each is reached. */
  channels(prefix?: string): Iterable<ChannelInfo>;
  channel(name: string): ChannelInfo | null;
  /** User ids on a presence channel, in their string form. */
  users(channel: string): string[];
  /** The cached event of a cache channel; `ttl` in seconds. */
  cached(channel: string): Readonly<{ event: string; data: string; ttl: number }> | null;
}

/** One per app that has been asked for. */
export interface AppStates {
  get(app: RealtimeApp): AppState;
}
