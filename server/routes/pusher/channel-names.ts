import { AppError } from '../../errors.ts';
import { servedKind, USER_CHANNEL_PREFIX } from '../../realtime/realtime.ts';

const LENGTH = 200;

/** A name that may be published to, those of users included. */
export const isTarget = (name: string): boolean =>
  servedKind(name) !== null && name.length <= LENGTH && name !== USER_CHANNEL_PREFIX;

/** Id of the user whose own channel this is, or null. */
export const userOf = (name: string): string | null =>
  name.startsWith(USER_CHANNEL_PREFIX) ? name.slice(USER_CHANNEL_PREFIX.length) : null;

export const isPresence = (name: string): boolean => name.startsWith('presence-');

/** @throws AppError `bad_request` for what is no channel that clients subscribe to by themselves */
export function checkChannelName(name: string): string {
  if (!isTarget(name) || userOf(name) !== null) {
    throw new AppError('bad_request', 'This is not a channel name.');
  }
  return name;
}
