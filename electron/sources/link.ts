import type { PusherEndpoint, SourceTrouble } from '#app/sources';

export type LinkState =
  | Readonly<{ status: 'connecting' | 'online' }>
  | Readonly<{
      status: 'waiting' | 'stopped';
      trouble: SourceTrouble;
      detail: string;
      retryAt: string | null;
    }>;

/** What an auth endpoint answers: a signature `key:hex`, and what it signed beside socket and channel. */
export type ChannelAuth = Readonly<{ auth: string; channel_data?: string; shared_secret?: string }>;

/** One Pusher connection with its channels. */
export interface Link {
  state(): LinkState;
  /** Connects anew at once: what looks connected may not be. */
  kick(): void;
  /** Sends a client event; false: not possible now. */
  trigger(channel: string, event: string, data: unknown): boolean;
  dispose(): void;
}

export interface LinkDeps {
  readonly key: string;
  readonly endpoint: PusherEndpoint;
  readonly channels: readonly string[];
  /** Rejects with a TroubleError. Retried with back-off by the link (pusher-js does not). */
  authorize(socketId: string, channel: string): Promise<ChannelAuth>;
  /** `online` once every channel is subscribed. */
  onState(state: LinkState): void;
  /** After each (re)subscription of each channel: whatever was missed before is to be asked for now. */
  onSubscribed(channel: string): void;
  /** Every event of a subscribed channel but the protocol's own. `userId`: of a client event on a presence channel. */
  onEvent(channel: string, event: string, data: unknown, userId: string | null): void;
  /** Who is in a presence channel, after each change; `me` is the own id. */
  onMembers?(
    channel: string,
    members: readonly Readonly<{ id: string; info: unknown }>[],
    me: string | null,
  ): void;
  /** WebSocket factory that honours proxies and the CA store: `Network.socket`. */
  readonly socket: (url: string) => unknown;
  random(): number;
  now(): Date;
  log(message: string): void;
}

export function createLink(_deps: LinkDeps): Link {
  throw new Error('not built yet');
}
