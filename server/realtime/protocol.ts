/** Names and codes of Pusher protocol 7: https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/ */
import { type ChannelKind, channelKind } from '#server/rules/channels';

/** The channel of one signed-in user; `#` keeps it out of the alphabet of all others. */
export const USER_CHANNEL_PREFIX = '#server-to-user-';

/**
 * Everything that a client can get as `pusher:error` or as a close code. The number decides what the client does after a close:
 * 4000–4099 never reconnect, 4100–4199 reconnect after a pause, 4200–4299 at once. 4301 and 4302 are sent in frames only, because as
 * close codes they would end a client forever. 1003 is WebSocket's own.
 */
export const ERRORS = {
  binary_message: { code: 1003, message: 'Only text messages are understood.' },
  unknown_app: { code: 4001, message: 'No app has this key.' },
  app_disabled: { code: 4003, message: 'This app is disabled.' },
  over_quota: { code: 4004, message: 'The app has as many connections as it may have.' },
  unknown_path: { code: 4005, message: 'Path not found: expected /app/{key}.' },
  malformed_version: { code: 4006, message: 'The protocol version is not a number.' },
  unsupported_version: { code: 4007, message: 'Unsupported protocol version: 5 to 7 are served.' },
  missing_version: { code: 4008, message: 'No protocol version supplied.' },
  subscription_refused: { code: 4009, message: 'The subscription was refused.' },
  origin_refused: { code: 4009, message: 'Pages of this origin may not connect.' },
  not_authorised_in_time: { code: 4009, message: 'Neither signed in nor authorised for a channel in time.' },
  sign_in_off: { code: 4009, message: 'User authentication is not enabled for this app.' },
  sign_in_failed: { code: 4009, message: 'The sign-in was refused.' },
  sign_in_not_text: {
    code: 4009,
    message: 'auth and user_data are strings: user_data is the JSON text that was signed.',
  },
  other_user: { code: 4009, message: 'This connection is signed in as another user.' },
  terminated: { code: 4009, message: 'The connections of this user were terminated.' },
  client_event_channel: {
    code: 4009,
    message: 'Client events need a subscribed private or presence channel that is not encrypted.',
  },
  shutting_down: { code: 4100, message: 'The server is going away.' },
  no_place: { code: 4100, message: 'The server has as many connections as it can have.' },
  too_slow: { code: 4100, message: 'Messages are read too slowly.' },
  flood: { code: 4100, message: 'Too many messages for too long.' },
  malformed_message: { code: 4200, message: 'Invalid message format.' },
  unsupported_event: { code: 4200, message: 'This event is not supported.' },
  rights_changed: { code: 4200, message: 'What this connection may listen to has changed.' },
  pong_timeout: { code: 4201, message: 'No pong in time.' },
  client_events_off: { code: 4301, message: 'Client events are not enabled for this app.' },
  client_event_too_big: { code: 4301, message: 'The data of a client event may have 10 KB.' },
  client_event_name: { code: 4301, message: 'The name of a client event may have 200 characters.' },
  client_events_too_fast: { code: 4301, message: 'Too many client events on this connection.' },
  too_many_messages: { code: 4301, message: 'Too many messages on this connection.' },
  too_many_subscriptions: { code: 4301, message: 'Too many subscriptions on this connection.' },
  watchlist_too_long: { code: 4302, message: 'A watchlist may have 100 users; this one is not watched.' },
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
  not_text: {
    type: 'AuthError',
    status: 400,
    follows: 'subscription_refused',
    error: 'auth and channel_data are strings: channel_data is the JSON text that was signed.',
  },
  unsigned: { type: 'AuthError', status: 401, follows: 'subscription_refused', error: 'Invalid signature.' },
  not_this_user: {
    type: 'AuthError',
    status: 403,
    follows: 'subscription_refused',
    error: 'Only the signed-in user may subscribe to this channel.',
  },
  no_member: {
    type: 'AuthError',
    status: 400,
    follows: 'subscription_refused',
    error: 'Presence needs channel_data with a user_id of at most 128 characters, or a signed-in user.',
  },
  member_too_big: {
    type: 'LimitReached',
    status: 413,
    follows: 'subscription_refused',
    error: 'The user_info of a member may have 1 KB.',
  },
  channel_full: {
    type: 'LimitReached',
    status: 429,
    follows: 'subscription_refused',
    error: 'The channel has as many members as it may have.',
  },
  too_many: {
    type: 'LimitReached',
    status: 429,
    follows: 'too_many_subscriptions',
    error: 'Too many subscriptions on this connection.',
  },
} as const satisfies Record<string, { type: string; status: number; follows: ErrorName; error: string }>;
export type RefusalName = keyof typeof REFUSALS;

/** The kind of any channel, or of a user's own channel, on which the server writes to this user. */
export type ServedKind = Omit<ChannelKind, 'access'> & Readonly<{ access: ChannelKind['access'] | 'user' }>;

const OF_A_USER: ServedKind = { access: 'user', cached: false, encrypted: false };

/** @returns null for an invalid channel name */
export const servedKind = (name: string): ServedKind | null =>
  name.startsWith(USER_CHANNEL_PREFIX) ? OF_A_USER : channelKind(name);
