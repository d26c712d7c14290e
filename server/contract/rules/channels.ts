/** Names of Pusher channels, and what their prefixes say: https://pusher.com/docs/channels/using_channels/channels */

/** Hosted Pusher takes 164 characters, and says so itself; other servers take more. */
export const CHANNEL_NAME = '^[A-Za-z0-9_\\-=@,.;]{1,200}$';
const NAME = new RegExp(CHANNEL_NAME);

export type ChannelKind = Readonly<{
  access: 'public' | 'private' | 'presence';
  /** The last published event greets those who come later. */
  cached: boolean;
  encrypted: boolean;
}>;

/** @returns null for an invalid channel name */
export function channelKind(name: string): ChannelKind | null {
  if (!NAME.test(name)) return null;
  return {
    access: name.startsWith('presence-') ? 'presence' : name.startsWith('private-') ? 'private' : 'public',
    cached: /^(private-encrypted-|private-|presence-)?cache-/.test(name),
    encrypted: name.startsWith('private-encrypted-'),
  };
}

/** The channel on which Laravel broadcasts a user's notifications. */
export const USER_CHANNEL = 'private-App.Models.User.';

export const userChannel = (userId: number | string): string => `${USER_CHANNEL}${userId}`;

/** Whose channel it is; null: nobody's. */
export function userIdOf(channel: string): number | null {
  const id = channel.startsWith(USER_CHANNEL) ? channel.slice(USER_CHANNEL.length) : '';
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
}
