import { type Fields, isFields, parseJson } from './json.ts';
import type { ErrorName } from './protocol.ts';

export type Subscription = Readonly<{
  channel: string;
  /** `key:hex`, see signature.ts. */
  auth: string;
  /** Empty: none was sent, so none is signed. */
  channelData: string;
}>;

export type ClientEvent = Readonly<{ channel: string; event: string; data: unknown }>;

export type SignIn = Readonly<{ auth: string; userData: string }>;

export type ClientMessage =
  | Readonly<{ kind: 'ping' | 'pong' }>
  | (Readonly<{ kind: 'subscribe' }> & Subscription)
  | Readonly<{ kind: 'unsubscribe'; channel: string }>
  | (Readonly<{ kind: 'client_event' }> & ClientEvent)
  | (Readonly<{ kind: 'sign_in' }> & SignIn)
  /** A subscription whose `auth` or `channel_data` is not a string. */
  | Readonly<{ kind: 'refused_channel'; channel: string }>
  | Readonly<{ kind: 'refused'; error: ErrorName }>;

const MALFORMED: ClientMessage = { kind: 'refused', error: 'malformed_message' };

/** Libraries send missing values as null, as an empty string, or leave them out. */
const optionalText = (value: unknown): string | undefined =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : undefined;

function parseSubscribe(data: Fields): ClientMessage {
  const { channel } = data;
  const auth = optionalText(data.auth);
  const channelData = optionalText(data.channel_data);
  if (typeof channel !== 'string') return MALFORMED;
  if (auth === undefined || channelData === undefined) return { kind: 'refused_channel', channel };
  return { kind: 'subscribe', channel, auth, channelData };
}

function parseSignIn({ auth, user_data: userData }: Fields): ClientMessage {
  if (typeof auth !== 'string' || typeof userData !== 'string') {
    return { kind: 'refused', error: 'sign_in_not_text' };
  }
  return { kind: 'sign_in', auth, userData };
}

/** Never throws. Anything that is not a message of the protocol is returned as `refused`. */
export function parseMessage(text: string): ClientMessage {
  const frame = parseJson(text);
  if (!isFields(frame)) return MALFORMED;
  const { event, channel } = frame;
  if (typeof event !== 'string') return MALFORMED;
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
    case 'pusher:signin':
      return parseSignIn(data);
    default:
      if (!event.startsWith('client-')) return { kind: 'refused', error: 'unsupported_event' };
      return typeof channel === 'string'
        ? { kind: 'client_event', channel, event, data: frame.data }
        : MALFORMED;
  }
}
