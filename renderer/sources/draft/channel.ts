/** The prefix of a channel's name says what it is: https://pusher.com/docs/channels/using_channels/channels */
export type ChannelKind = 'public' | 'private' | 'presence' | 'encrypted' | 'invalid';

export function channelKind(name: string): ChannelKind {
  if (!/^[A-Za-z0-9_\-=@,.;]{1,164}$/.test(name)) return 'invalid';
  if (name.startsWith('presence-')) return 'presence';
  if (name.startsWith('private-encrypted-')) return 'encrypted';
  return name.startsWith('private-') ? 'private' : 'public';
}

/** No name has a space in it, so that they may be separated by any. */
export const channelsIn = (text: string): readonly string[] => [
  ...new Set(text.split(/\s+/).filter((name) => name !== '')),
];

const USER_CHANNEL = 'private-App.Models.User.';

/** The channel of a user's notifications: by the user's id, by a name as Laravel Echo takes it, or by its whole name. */
export function userChannel(text: string): string {
  const name = text.trim();
  if (/^(private|presence)-/.test(name)) return name;
  return name.includes('.') ? `private-${name}` : `${USER_CHANNEL}${name}`;
}

/** What there is to type for a channel: as little as can be. */
export function userOf(channel: string): string {
  const id = channel.startsWith(USER_CHANNEL) ? channel.slice(USER_CHANNEL.length) : '';
  return id !== '' && !id.includes('.') && userChannel(id) === channel ? id : channel;
}

/** A presence channel, by its whole name or as Laravel Echo takes it. */
export function peopleChannel(text: string): string | null {
  const name = text.trim();
  if (name === '') return null;
  return name.startsWith('presence-') ? name : `presence-${name}`;
}
