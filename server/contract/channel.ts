import Type, { type Static } from 'typebox';
import { Counts } from './inbox.ts';
import { Notification } from './notification.ts';

export const userChannel = (userId: number | string): string => `private-App.Models.User.${userId}`;

/** A new notification, under the name and in the shape that Laravel Echo's `.notification()` listens for. */
export const CREATED_EVENT = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';

/** Any other change; its data is a Delta. */
export const CHANGED_EVENT = 'inbox.changed';

/** Longest event data in bytes; what is longer travels without its body, and the reader syncs. */
export const EVENT_DATA_LIMIT = 8 * 1024;

/** The notification itself and where it takes the inbox. `truncated`: too long, `message` and `data` are empty. */
export const CreatedEvent = Type.Intersect([
  Notification,
  Type.Object({ epoch: Type.String(), counts: Counts, truncated: Type.Optional(Type.Literal(true)) }),
]);
export type CreatedEvent = Readonly<Static<typeof CreatedEvent>>;

/** `POST /broadcasting/auth`, form or JSON. */
export const ChannelAuthRequest = Type.Object({
  socket_id: Type.String({ pattern: '^\\d+\\.\\d+$', maxLength: 64 }),
  channel_name: Type.String({ minLength: 1, maxLength: 200 }),
});
export const ChannelAuthAnswer = Type.Object({ auth: Type.String() });
