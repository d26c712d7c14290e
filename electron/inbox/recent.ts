import type { Notification } from '#server/notification';
import type { List } from '../../server/client/client.ts';

/** The newest unread one of a thread. `unread`: how many there are; `isAtLeast`: there may be older ones that are not loaded. */
export type Recent = Notification &
  Readonly<{ thread?: Readonly<{ unread: number; isAtLeast: boolean }>; sourceName?: string }>;

/** The newest threads of the unread ones, newest first. What belongs to no thread stands for itself. */
export function recentThreads(
  { items, floor }: Pick<List, 'items' | 'floor'>,
  most: number,
): readonly Recent[] {
  const threads = new Map<string, { readonly newest: Notification; unread: number }>();
  for (const item of items) {
    const key = item.group_key === null ? item.id : JSON.stringify([item.source, item.group_key]);
    const thread = threads.get(key);
    if (thread !== undefined) thread.unread += 1;
    else threads.set(key, { newest: item, unread: 1 });
  }
  return [...threads.values()]
    .slice(0, most)
    .map(({ newest, unread }) =>
      unread === 1 ? newest : { ...newest, thread: { unread, isAtLeast: floor !== null } },
    );
}
