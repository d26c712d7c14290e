/** Names of Pusher channels, and what their prefixes mean: https://pusher.com/docs/channels/using_channels/channels */

/** Hosted Pusher allows 164 characters and refuses longer names itself; other servers allow more. */
export const CHANNEL_NAME = '^[A-Za-z0-9_\\-=@,.;]{1,200}$';
const NAME = new RegExp(CHANNEL_NAME);

export type ChannelKind = Readonly<{
  access: 'public' | 'private' | 'presence';
  /** New subscribers get the last published event. */
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

/** The user whose channel this is; null: not a user's channel. */
export function userIdOf(channel: string): number | null {
  const id = channel.startsWith(USER_CHANNEL) ? channel.slice(USER_CHANNEL.length) : '';
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
}
