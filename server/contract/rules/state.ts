/**
 * The state that its user has given to a notification, the views that hold it, and what an action makes of it. The server's
 * SQL says the same of many rows at once (`storage/notification-rows.ts`), and a test compares the two.
 */

/** `inbox`: not archived. `unread`: not archived and not read. */
export const VIEWS = ['inbox', 'unread', 'archived'] as const;
export type View = (typeof VIEWS)[number];

/** `dismiss`: the user has seen that the source refused it: these rows stop saying so. */
export const ACTIONS = ['read', 'unread', 'archive', 'unarchive', 'delete', 'dismiss'] as const;
export type Action = (typeof ACTIONS)[number];

/** When each state began, in the caller's form of times; null: not in that state. */
export type State<Time> = Readonly<{
  read_at: Time | null;
  archived_at: Time | null;
  saved_at?: Time | null | undefined;
  snoozed_until?: Time | null | undefined;
  muted_at?: Time | null | undefined;
  deleted_at?: Time | null;
}>;

/** Whether it counts as unread. What was archived without being read does not count. */
export const isUnread = (item: State<unknown>): boolean => belongs('unread', item);

/** Whether it belongs to a view. */
export function belongs(view: View, item: State<unknown>): boolean {
  const { read_at, archived_at, deleted_at = null, snoozed_until = null, muted_at = null } = item;
  if (deleted_at !== null) return false;
  switch (view) {
    case 'inbox':
      return archived_at === null && snoozed_until === null;
    case 'unread':
      return archived_at === null && read_at === null && snoozed_until === null && muted_at === null;
    case 'archived':
      return archived_at !== null;
    default:
      return view satisfies never;
  }
}

/**
 * The fields that an action done at `at` gives to a notification; what is so already keeps its time.
 * null: nothing is left of it.
 */
export function effectOf<Time>(
  action: Action,
  item: State<Time>,
  at: Time,
): Readonly<Partial<State<Time>> & { upstream?: null }> | null {
  switch (action) {
    case 'read':
      return { read_at: item.read_at ?? at };
    case 'unread':
      return { read_at: null };
    case 'archive':
      return { archived_at: item.archived_at ?? at };
    case 'unarchive':
      return { archived_at: null };
    case 'delete':
      return null;
    case 'dismiss':
      return { upstream: null };
    default:
      return action satisfies never;
  }
}
