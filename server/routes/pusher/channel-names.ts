import { AppError } from '../../errors.ts';
import { servedKind, USER_CHANNEL_PREFIX } from '../../realtime/realtime.ts';

const LENGTH = 200;

/** Whether events may be published to this name. Users' own channels count. */
export const isTarget = (name: string): boolean =>
  servedKind(name) !== null && name.length <= LENGTH && name !== USER_CHANNEL_PREFIX;

/** The user whose own channel this is; null: another channel. */
export const userOf = (name: string): string | null =>
  name.startsWith(USER_CHANNEL_PREFIX) ? name.slice(USER_CHANNEL_PREFIX.length) : null;

export const isPresence = (name: string): boolean => name.startsWith('presence-');

/** @throws AppError `bad_request` for anything but a channel to which clients can subscribe */
export function checkChannelName(name: string): string {
  if (!isTarget(name) || userOf(name) !== null) {
    throw new AppError('bad_request', 'This is not a channel name.');
  }
  return name;
}
