import type { QueueLimits } from './socket-writer.ts';
import type { Rate } from './token-bucket.ts';

export type Limits = QueueLimits &
  Readonly<{
    /** Per connection. */
    subscriptions: number;
    /** Messages, pings and pongs per connection. */
    messages: Rate;
    /** Client events per connection. */
    clientEvents: Rate;
    /** A silent client is pinged twice, and closed at the end of the third interval. */
    pingIntervalMs: number;
    /** How long a connection may stay unauthorised, in apps that require authorisation. */
    authorisationMs: number;
    /** How long a client may take to answer a close frame before its socket is destroyed. */
    closeTimeoutMs: number;
    /** How long a client may take to send its headers. With Node's default of a minute, a few thousand could pile up. */
    headersMs: number;
    /** Users per presence channel. */
    members: number;
    cache: Readonly<{ ttlMs: number; entries: number; bytes: number }>;
    /** A channel with more than `above` subscribers announces their number at most once per `intervalMs`. */
    counts: Readonly<{ above: number; intervalMs: number }>;
  }>;

export const LIMITS: Limits = {
  queueBytes: 1024 * 1024,
  queueFrames: 1_000,
  subscriptions: 200,
  messages: { perSecond: 100, burst: 300 },
  clientEvents: { perSecond: 10, burst: 10 },
  pingIntervalMs: 25_000,
  authorisationMs: 30_000,
  closeTimeoutMs: 5_000,
  headersMs: 10_000,
  members: 100,
  cache: { ttlMs: 30 * 60_000, entries: 10_000, bytes: 32 * 1024 * 1024 },
  counts: { above: 100, intervalMs: 5_000 },
};

/** Bytes per client message; a longer one closes the socket with 1009. Large enough for a full watchlist. */
export const MESSAGE_BYTES = 64 * 1024;
/** Bytes of the encoded data of a client event. */
export const CLIENT_EVENT_BYTES = 10 * 1024;
/** Characters. */
export const EVENT_NAME_LENGTH = 200;
/** Characters. */
export const USER_ID_LENGTH = 128;
/** Bytes, encoded. */
export const USER_INFO_BYTES = 1024;
export const WATCHLIST_USERS = 100;
