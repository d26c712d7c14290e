import { ExactNumber } from '#server/rules/exact-json';
import type { Member } from './frames.ts';
import { isFields, parseJson, writeJson } from './json.ts';
import { USER_ID_LENGTH, USER_INFO_BYTES } from './limits.ts';

/**
 * Apps write ids as text, as Pusher asks, or as numbers, as their databases do.
 * @returns a number that clients would round as text; null: it is no id
 */
export function userIdOf(id: unknown): string | number | null {
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id;
  const isNumber = typeof id === 'number' || id instanceof ExactNumber;
  const text = isNumber && /^-?\d+$/.test(String(id)) ? String(id) : id;
  return typeof text === 'string' && text !== '' && text.length <= USER_ID_LENGTH ? text : null;
}

export function isUserInfo(info: unknown): boolean {
  if (info === undefined) return true;
  const text = writeJson(info);
  return text !== undefined && Buffer.byteLength(text) <= USER_INFO_BYTES;
}

/** @param channelData `{"user_id":…,"user_info":…}`, signed */
export function readMember(channelData: string): Member | 'no_member' | 'member_too_big' {
  const fields = parseJson(channelData);
  const id = isFields(fields) ? userIdOf(fields.user_id) : null;
  if (!isFields(fields) || id === null) return 'no_member';
  return isUserInfo(fields.user_info) ? { id, info: fields.user_info } : 'member_too_big';
}
