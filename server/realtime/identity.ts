import { ExactNumber } from '#server/rules/json/exact-json';
import type { Member } from './frames.ts';
import { isFields, parseJson, writeJson } from './json.ts';
import { USER_ID_LENGTH, USER_INFO_BYTES, WATCHLIST_USERS } from './limits.ts';

/**
 * Apps send ids as text, as Pusher asks, or as the numbers of their databases.
 * @returns a number that clients would round is returned as text; null: not an id
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

export type User = Readonly<{
  id: string;
  info: unknown;
  /** Users whose presence this connection watches. */
  watchlist: readonly string[];
}>;

/** A list as backends write it: null for none, and an object with numbers as keys for PHP's arrays with gaps. @returns null: not a list */
function listOf(value: unknown): readonly unknown[] | null {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  return isFields(value) && Object.keys(value).every((key) => /^\d+$/.test(key))
    ? Object.values(value)
    : null;
}

/**
 * @param userData `{"id":…,"user_info":…,"watchlist":[…]}`, signed:
 * https://pusher.com/docs/channels/server_api/authenticating-users/
 * @returns null for invalid data. With a watchlist that is too long, the user is signed in but watches nobody
 */
export function readUser(userData: string): Readonly<{ user: User; watchesTooMany: boolean }> | null {
  const fields = parseJson(userData);
  if (!isFields(fields)) return null;
  const { user_info: info } = fields;
  const id = userIdOf(fields.id);
  const watchlist = listOf(fields.watchlist);
  if (id === null || !isUserInfo(info) || watchlist === null) return null;
  const watchesTooMany = watchlist.length > WATCHLIST_USERS;
  const ids = watchesTooMany ? [] : watchlist.filter((one) => one !== null).map(userIdOf);
  if (ids.includes(null)) return null;
  const watched = [...new Set(ids.map(String))];
  return { user: { id: String(id), info, watchlist: watched }, watchesTooMany };
}
