import type { Fields } from '#server/rules/content';
import type { Content, NotificationRow } from './rows.ts';

/** When the clock does something to a row. */
export type DueTimes = Pick<NotificationRow, 'ends_at' | 'insists_until'>;

/** Whether it has expired before it comes. */
export const isOver = ({ expires_at }: Pick<Content, 'expires_at'>, now: number): boolean =>
  expires_at !== null && expires_at <= now;

/**
 * The times that a row gets from its content.
 * @param sentAt from when it insists, in milliseconds since 1970
 */
export function dueTimes(
  { expires_at, emergency }: Pick<Content, 'expires_at' | 'emergency'>,
  sentAt: number,
  now: number,
): DueTimes {
  const insists: Fields['emergency'] = emergency === null ? null : JSON.parse(emergency);
  const until = insists === null || isOver({ expires_at }, now) ? null : sentAt + insists.expire * 1_000;
  return { ends_at: expires_at, insists_until: until !== null && until > now ? until : null };
}
