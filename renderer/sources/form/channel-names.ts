import { channelKind, userChannel as channelOfUser, USER_CHANNEL } from '#server/rules/channels';

export type ShownKind = 'public' | 'private' | 'presence' | 'encrypted' | 'invalid';

/** The kind of a channel, as the form names it. */
export function shownKind(name: string): ShownKind {
  const kind = channelKind(name);
  return kind === null ? 'invalid' : kind.encrypted ? 'encrypted' : kind.access;
}

/** No name contains a space, so any blanks may separate them. */
export const channelsIn = (text: string): readonly string[] => [
  ...new Set(text.split(/\s+/).filter((name) => name !== '')),
];

/** The channel of a user's notifications: by the user's id, by a name as Laravel Echo takes it, or by its whole name. */
export function userChannel(text: string): string {
  const name = text.trim();
  if (/^(private|presence)-/.test(name)) return name;
  return name.includes('.') ? `private-${name}` : channelOfUser(name);
}

/** The shortest text that stands for a channel. */
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
