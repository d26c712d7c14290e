import Type, { type Static } from 'typebox';
import { Counts } from './inbox.ts';
import { Notification } from './notification.ts';

/** A new notification, under the name and in the shape that Laravel Echo's `.notification()` listens for. */
export const CREATED_EVENT = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';

/** Any other change; its data is a Delta. */
export const CHANGED_EVENT = 'inbox.changed';

/** Rules, mutes or saved filters have changed; its data is `{version}`. Who was not connected asks for them again. */
export const RULES_EVENT = 'rules.changed';

/** The longest event data, in bytes. Longer data is sent without its body, and the reader syncs. */
export const EVENT_DATA_LIMIT = 8 * 1024;

/**
 * The notification and the inbox's new position. `truncated`: it was too long; `message` and `data` are empty, `actions` and
 * `attachments` are missing.
 */
export const CreatedEvent = Type.Intersect([
  Notification,
  Type.Object({ epoch: Type.String(), counts: Counts, truncated: Type.Optional(Type.Literal(true)) }),
]);
export type CreatedEvent = Readonly<Static<typeof CreatedEvent>>;

const SocketId = Type.String({ pattern: '^\\d+\\.\\d+$', maxLength: 64 });

/** `POST /broadcasting/auth`, form or JSON. */
export const ChannelAuthRequest = Type.Object({
  socket_id: SocketId,
  channel_name: Type.String({ minLength: 1, maxLength: 200 }),
});
/** `channel_data` for presence channels, `shared_secret` (base64) for encrypted ones. */
export const ChannelAuthAnswer = Type.Object({
  auth: Type.String(),
  channel_data: Type.Optional(Type.String()),
  shared_secret: Type.Optional(Type.String()),
});

/** `POST /broadcasting/user-auth`, form or JSON. */
export const UserAuthRequest = Type.Object({ socket_id: SocketId });
export const UserAuthAnswer = Type.Object({ auth: Type.String(), user_data: Type.String() });
