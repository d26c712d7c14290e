import { isUserInfo, userIdOf } from './identity.ts';
import { isFields, parseJson } from './json.ts';
import { WATCHLIST_USERS } from './limits.ts';

export type User = Readonly<{
  id: string;
  info: unknown;
  /** Whose coming and going this connection is told. */
  watchlist: readonly string[];
}>;

/** A list as backends write it: null for none, and PHP's arrays with gaps as an object by number. @returns null: it is no list */
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
 * @returns null: unusable. With too long a watchlist the user is signed in and watches nobody
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
