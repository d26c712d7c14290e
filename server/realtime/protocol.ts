/** Pusher protocol 7 as pure functions: https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/ */

/** Seconds of silence after which a client pings. The hosted service says 120; 30 finds a half-open socket sooner. */
export const ACTIVITY_TIMEOUT_S = 30;

const PROTOCOLS = { min: 5, max: 7 } as const;
const CHANNEL_NAME = /^[A-Za-z0-9_\-=@,.;]{1,200}$/;
const EVENT_NAME_LENGTH = 200;

/**
 * Everything that can be told to a client as `pusher:error` or as a close code. The number decides what a client does
 * after a close: 4000–4099 never returns, 4100–4199 returns after a pause, 4200–4299 at once. 4301 travels in frames
 * only, since as a close code it would end a client for ever. 1003 is WebSocket's own.
 */
export const ERRORS = {
  binary_message: { code: 1003, message: 'Only text messages are understood.' },
  unknown_app: { code: 4001, message: 'No app has this key.' },
  unknown_path: { code: 4005, message: 'Path not found: expected /app/{key}.' },
  malformed_version: { code: 4006, message: 'The protocol version is not a number.' },
  unsupported_version: { code: 4007, message: 'Unsupported protocol version: 5 to 7 are served.' },
  missing_version: { code: 4008, message: 'No protocol version supplied.' },
  subscription_refused: { code: 4009, message: 'The subscription was refused.' },
  shutting_down: { code: 4100, message: 'The server is going away.' },
  too_slow: { code: 4100, message: 'Messages are read too slowly.' },
  malformed_message: { code: 4200, message: 'Invalid message format.' },
  unsupported_event: { code: 4200, message: 'This event is not supported.' },
  pong_timeout: { code: 4201, message: 'No pong in time.' },
  client_events_off: { code: 4301, message: 'Client events are not enabled for this app.' },
  too_many_subscriptions: { code: 4301, message: 'Too many subscriptions on this connection.' },
} as const satisfies Record<string, { code: number; message: string }>;
export type ErrorName = keyof typeof ERRORS;

/** Why a subscription is refused: `data` of `pusher:subscription_error`, and the error that follows it. */
export const REFUSALS = {
  invalid_name: {
    type: 'InvalidChannel',
    status: 400,
    follows: 'subscription_refused',
    error: 'Invalid channel name.',
  },
  unsigned: { type: 'AuthError', status: 401, follows: 'subscription_refused', error: 'Invalid signature.' },
  not_supported: {
    type: 'NotSupported',
    status: 501,
    follows: 'subscription_refused',
    error: 'This kind of channel is not supported.',
  },
  too_many: {
    type: 'LimitReached',
    status: 429,
    follows: 'too_many_subscriptions',
    error: 'Too many subscriptions on this connection.',
  },
} as const satisfies Record<string, { type: string; status: number; follows: ErrorName; error: string }>;
export type RefusalName = keyof typeof REFUSALS;

/**
 * @param url request target of the upgrade, e.g. `/app/{key}?protocol=7&client=js&version=8.6.0`
 * @returns why this client cannot be served, or null
 */
export function checkTarget(url: string, key: string): ErrorName | null {
  const [path = '', query = ''] = url.split('?', 2);
  const given = /^\/app\/([^/]+)$/.exec(path)?.[1];
  if (given === undefined) return 'unknown_path';
  if (given !== key && given !== encodeURIComponent(key)) return 'unknown_app';
  const version = new URLSearchParams(query).get('protocol');
  if (version === null || version === '') return 'missing_version';
  if (!/^\d+$/.test(version)) return 'malformed_version';
  return Number(version) < PROTOCOLS.min || Number(version) > PROTOCOLS.max ? 'unsupported_version' : null;
}

export type ChannelKind = 'public' | 'private' | 'not_supported' | 'invalid';

/** By prefix, as in every Pusher library. `#` is outside of the alphabet: such channels are the server's own. */
export function channelKind(name: string): ChannelKind {
  if (!CHANNEL_NAME.test(name)) return 'invalid';
  if (/^(presence-|cache-|private-(cache|encrypted)-)/.test(name)) return 'not_supported';
  return name.startsWith('private-') ? 'private' : 'public';
}

export interface Subscription {
  readonly channel: string;
  /** `key:hex`, see signature.ts. */
  readonly auth: string;
  /** Empty: none was sent, and none is signed. */
  readonly channelData: string;
}

export type ClientMessage =
  | Readonly<{ kind: 'ping' | 'pong' | 'client_event' }>
  | (Readonly<{ kind: 'subscribe' }> & Subscription)
  | Readonly<{ kind: 'unsubscribe'; channel: string }>
  | Readonly<{ kind: 'refused'; error: ErrorName }>;

const MALFORMED: ClientMessage = { kind: 'refused', error: 'malformed_message' };

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Libraries write what they lack as null, as an empty string or not at all. */
const optionalText = (value: unknown): string | undefined =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : undefined;

function parseSubscribe(data: Fields): ClientMessage {
  const { channel } = data;
  const auth = optionalText(data.auth);
  const channelData = optionalText(data.channel_data);
  if (typeof channel !== 'string' || auth === undefined || channelData === undefined) return MALFORMED;
  return { kind: 'subscribe', channel, auth, channelData };
}

/** Never throws: what is not a message of the protocol comes back as `refused`. */
export function parseMessage(text: string): ClientMessage {
  const frame = parseJson(text);
  if (!isFields(frame)) return MALFORMED;
  const { event } = frame;
  if (typeof event !== 'string' || event.length > EVENT_NAME_LENGTH) return MALFORMED;
  const data = isFields(frame.data) ? frame.data : {};
  switch (event) {
    case 'pusher:ping':
      return { kind: 'ping' };
    case 'pusher:pong':
      return { kind: 'pong' };
    case 'pusher:subscribe':
      return parseSubscribe(data);
    case 'pusher:unsubscribe':
      return typeof data.channel === 'string' ? { kind: 'unsubscribe', channel: data.channel } : MALFORMED;
    default:
      if (event.startsWith('client-')) return { kind: 'client_event' };
      return { kind: 'refused', error: 'unsupported_event' };
  }
}

export const PING = '{"event":"pusher:ping","data":"{}"}';
export const PONG = '{"event":"pusher:pong","data":"{}"}';

/** First frame on a connection; its data is a string. pusher-js throws without an activity timeout. */
export const established = (socketId: string): string =>
  JSON.stringify({
    event: 'pusher:connection_established',
    data: JSON.stringify({ socket_id: socketId, activity_timeout: ACTIVITY_TIMEOUT_S }),
  });

/**
 * Data is an object here, as the hosted service writes it, and its code is never null: pusher-js 8 throws outside of
 * any handler over a null code that precedes `connection_established`.
 */
export const errorFrame = (name: ErrorName): string =>
  JSON.stringify({ event: 'pusher:error', data: ERRORS[name] });

export const subscriptionSucceeded = (channel: string): string =>
  JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel, data: '{}' });

export function subscriptionError(channel: string, name: RefusalName): string {
  const { type, error, status } = REFUSALS[name];
  return JSON.stringify({ event: 'pusher:subscription_error', channel, data: { type, error, status } });
}

/** @param data the event's data, already encoded: it travels as a string */
export const eventFrame = (channel: string, event: string, data: string): string =>
  JSON.stringify({ event, channel, data });
