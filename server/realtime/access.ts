import type { RealtimeApp } from '../apps/apps.ts';
import type { Member } from './frames.ts';
import type { User } from './identity.ts';
import { readMember } from './identity.ts';
import { writeJson } from './json.ts';
import { CLIENT_EVENT_BYTES, EVENT_NAME_LENGTH } from './limits.ts';
import type { ClientEvent, Subscription } from './messages.ts';
import {
  type ErrorName,
  type RefusalName,
  type ServedKind,
  servedKind,
  USER_CHANNEL_PREFIX,
} from './protocol.ts';
import { verifyChannel } from './signature.ts';

type Admission = Readonly<{ kind: ServedKind; member: Member | null }>;

/** Decides who may subscribe to what, and as whom. @param user the user signed in on this socket */
export function admit(
  { channel, auth, channelData }: Subscription,
  { app, socketId, user }: Readonly<{ app: RealtimeApp; socketId: string; user: User | null }>,
): Admission | RefusalName {
  const kind = servedKind(channel);
  if (kind === null) return 'invalid_name';
  switch (kind.access) {
    case 'public':
      return { kind, member: null };
    case 'user':
      return user !== null && channel === `${USER_CHANNEL_PREFIX}${user.id}`
        ? { kind, member: null }
        : 'not_this_user';
    case 'private':
    case 'presence':
      break;
    default:
      return kind.access satisfies never;
  }
  if (!verifyChannel(app, auth, socketId, channel, channelData)) return 'unsigned';
  if (kind.access === 'private') return { kind, member: null };
  if (channelData === '') return user === null ? 'no_member' : { kind, member: user };
  const member = readMember(channelData);
  return typeof member === 'string' ? member : { kind, member };
}

/** Why a client event is not relayed; null: it is. @param isSubscribed whether the sender is on that channel */
export function refuseClientEvent(
  { channel, event, data }: ClientEvent,
  { app, isSubscribed }: Readonly<{ app: RealtimeApp; isSubscribed: boolean }>,
): ErrorName | null {
  if (!app.clientEvents) return 'client_events_off';
  if (event.length > EVENT_NAME_LENGTH) return 'client_event_name';
  const kind = servedKind(channel);
  const isOpen = (kind?.access === 'private' || kind?.access === 'presence') && !kind.encrypted;
  if (!isOpen || !isSubscribed) return 'client_event_channel';
  const text = typeof data === 'string' || data === undefined ? (data ?? '') : writeJson(data);
  if (text === undefined) return 'malformed_message';
  return Buffer.byteLength(text) > CLIENT_EVENT_BYTES ? 'client_event_too_big' : null;
}
