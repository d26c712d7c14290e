import { ERRORS, type ErrorName, REFUSALS, type RefusalName } from './protocol.ts';
import { encode } from './socket-writer.ts';

/** Seconds of silence after which a client pings. The hosted service uses 120; 30 finds a half-open socket sooner. */
export const ACTIVITY_TIMEOUT_S = 30;

const frame = (fields: Readonly<Record<string, unknown>>): Buffer => encode(JSON.stringify(fields));

export const PING = encode('{"event":"pusher:ping","data":"{}"}');
export const PONG = encode('{"event":"pusher:pong","data":"{}"}');

/** The first frame of a connection. Its data is a string. pusher-js throws without an activity timeout. */
export const established = (socketId: string): Buffer =>
  frame({
    event: 'pusher:connection_established',
    data: JSON.stringify({ socket_id: socketId, activity_timeout: ACTIVITY_TIMEOUT_S }),
  });

/**
 * Its data is an object, as from the hosted service. The code is never null: before `connection_established`, pusher-js 8 would throw
 * outside of any handler.
 */
export const errorFrame = (name: ErrorName): Buffer => frame({ event: 'pusher:error', data: ERRORS[name] });

export type Member = Readonly<{
  /** A string or a number, as the client sent it. */
  id: string | number;
  info: unknown;
}>;

const presenceData = (members: readonly Member[]): object => ({
  presence: {
    ids: members.map(({ id }) => id),
    // Clients iterate it, so it must be an object even when it is empty.
    hash: Object.fromEntries(members.map(({ id, info }) => [String(id), info ?? null])),
    count: members.length,
  },
});

/** @param members null: not a presence channel */
export const subscriptionSucceeded = (channel: string, members: readonly Member[] | null): Buffer =>
  frame({
    event: 'pusher_internal:subscription_succeeded',
    channel,
    data: members === null ? '{}' : JSON.stringify(presenceData(members)),
  });

export function subscriptionError(channel: string, name: RefusalName): Buffer {
  const { type, error, status } = REFUSALS[name];
  return frame({ event: 'pusher:subscription_error', channel, data: { type, error, status } });
}

export const memberAdded = (channel: string, { id, info }: Member): Buffer =>
  frame({
    event: 'pusher_internal:member_added',
    channel,
    data: JSON.stringify({ user_id: id, user_info: info ?? null }),
  });

export const memberRemoved = (channel: string, { id }: Member): Buffer =>
  frame({ event: 'pusher_internal:member_removed', channel, data: JSON.stringify({ user_id: id }) });

export const subscriptionCount = (channel: string, count: number): Buffer =>
  frame({
    event: 'pusher_internal:subscription_count',
    channel,
    data: JSON.stringify({ subscription_count: count }),
  });

export const cacheMiss = (channel: string): Buffer => frame({ event: 'pusher:cache_miss', channel });

/** @param userData the exact string that was signed */
export const signInSuccess = (userData: string): Buffer =>
  frame({ event: 'pusher:signin_success', data: JSON.stringify({ user_data: userData }) });

export type WatchlistEvent = Readonly<{ name: 'online' | 'offline'; user_ids: readonly string[] }>;

export const watchlistEvents = (events: readonly WatchlistEvent[]): Buffer =>
  frame({ event: 'pusher_internal:watchlist_events', data: JSON.stringify({ events }) });

/** @param data the event's encoded data, which is sent as a string */
export const eventFrame = (channel: string, event: string, data: string): Buffer =>
  frame({ event, channel, data });

/** @param data text or JSON, as the sender wrote it @param member the sender, on a presence channel */
export const clientEventFrame = (
  channel: string,
  event: string,
  data: unknown,
  member: Member | null,
): Buffer => frame({ event, channel, data, ...(member && { user_id: member.id }) });
