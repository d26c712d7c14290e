import type { Member } from './frames.ts';
import { isFields, parseJson, writeJson } from './json.ts';
import { USER_ID_LENGTH, USER_INFO_BYTES } from './limits.ts';

/** Apps write ids as text, as Pusher asks, or as numbers, as their databases do. */
export const isUserId = (id: unknown): id is string | number =>
  Number.isSafeInteger(id) || (typeof id === 'string' && id !== '' && id.length <= USER_ID_LENGTH);

export function isUserInfo(info: unknown): boolean {
  if (info === undefined) return true;
  const text = writeJson(info);
  return text !== undefined && Buffer.byteLength(text) <= USER_INFO_BYTES;
}

/** @param channelData `{"user_id":…,"user_info":…}`, signed */
export function readMember(channelData: string): Member | 'no_member' | 'member_too_big' {
  const fields = parseJson(channelData);
  if (!isFields(fields) || !isUserId(fields.user_id)) return 'no_member';
  return isUserInfo(fields.user_info) ? { id: fields.user_id, info: fields.user_info } : 'member_too_big';
}
