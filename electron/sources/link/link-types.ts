import type { PusherEndpoint } from '#app/source-definition';
import type { SourceConnection, UnheardChannel } from '#app/source-view';
import type { ChannelAuth } from '../http/http.ts';

export type LinkState =
  | Readonly<{ status: 'connecting' }>
  | Readonly<{ status: 'online'; unheard?: readonly UnheardChannel[] }>
  | Extract<SourceConnection, { status: 'waiting' | 'stopped' }>;

/** Somebody in a presence channel; `info` is the app's own. */
export type Member = Readonly<{ id: string; info: unknown }>;

export interface LinkDeps {
  readonly key: string;
  readonly endpoint: PusherEndpoint;
  readonly channels: readonly string[];
  /** The link is not online without this channel. Default: any channel will do. */
  readonly essential?: string;
  /** Rejects with a TroubleError. The link retries with back-off; pusher-js does not. */
  authorize(socketId: string, channel: string): Promise<ChannelAuth>;
  /** `online` once the server has answered for every channel, and one that matters is subscribed. */
  onState(state: LinkState): void;
  /** After each subscription of each channel: ask now for what was missed before. */
  onSubscribed(channel: string): void;
  /** The connection has ended, and with it every subscription. */
  onDisconnected?(): void;
  /** Every event of a subscribed channel, except the protocol's own. `userId`: the sender of a client event on a presence channel. */
  onEvent(channel: string, event: string, data: unknown, userId: string | null): void;
  /** The members of a presence channel, after each change; `me` is the user's own id. */
  onMembers?(channel: string, members: readonly Member[], me: string | null): void;
  /** WebSocket factory that honours proxies and the CA store: `Network.socket`. */
  readonly socket: (url: string) => unknown;
  random(): number;
  now(): Date;
  log(message: string): void;
}
