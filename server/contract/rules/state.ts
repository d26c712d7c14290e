/**
 * The state that its user has given to a notification, the views that hold it, and what an action makes of it. The server's
 * SQL says the same of many rows at once (`storage/sqlite/state-conditions.ts`), and a test compares the two.
 */

/**
 * `inbox`: neither done nor snoozed. `unread`: of these, neither read nor muted. `done`: what its reader or its sender has
 * finished. `bin`: deleted, for thirty days.
 */
export const VIEWS = ['inbox', 'unread', 'saved', 'snoozed', 'done', 'bin'] as const;
export type View = (typeof VIEWS)[number];

/**
 * What can be done to rows. `restore`: back from the Bin, else from Done. `delete`: into the Bin. `purge`: out of it, for good.
 * `dismiss`: the user has seen what the source refused or cannot take back: these rows stop saying so. `acknowledge`: an emergency
 * insists no more; nothing else ends that but its time.
 */
export const PLAIN_ACTIONS = [
  ...(['read', 'unread', 'done', 'restore', 'save', 'unsave', 'unsnooze', 'delete', 'purge'] as const),
  ...(['dismiss', 'acknowledge'] as const),
] as const;
export type PlainAction = (typeof PLAIN_ACTIONS)[number];

/** Why a row is in Done or in the Bin: its sender's time for it is over, or its sender has taken it back. */
export const ENDINGS = ['expired', 'withdrawn'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What a later version may add is left out. */
export const readEnding = (value: unknown): Ending | null =>
  ENDINGS.find((ending) => ending === value) ?? null;

/** An action with its arguments. `Time`: the caller's form of times. `mute`: what a new mute does to the rows that it covers. */
export type Deed<Time> =
  | Readonly<{ kind: PlainAction }>
  | Readonly<{ kind: 'snooze'; until: Time }>
  | Readonly<{ kind: 'mute' }>;
export type ActionKind = Deed<unknown>['kind'];

/** Names of before, which older clients send. */
const ALIASES: Readonly<Record<string, PlainAction>> = { archive: 'done', unarchive: 'restore' };
export const OLD_ACTIONS = ['archive', 'unarchive'] as const;

/** An action by its name alone, as older clients send it. */
export const plainDeed = (name: PlainAction | (typeof OLD_ACTIONS)[number]): Deed<never> => ({
  kind: ALIASES[name] ?? (name as PlainAction),
});

/** The name of before of the view `done`. */
export const OLD_VIEW = 'archived';
export const viewNamed = (name: View | typeof OLD_VIEW): View => (name === OLD_VIEW ? 'done' : name);

/** The shortest snooze, in milliseconds. */
export const SNOOZE_MIN = 3 * 60 * 1_000;

/** Others change nothing that could be taken back, leave nothing to bring back, or somebody relies on them. */
export const isUndoable = (action: ActionKind): boolean =>
  action !== 'purge' && action !== 'dismiss' && action !== 'acknowledge';

/** When each state began, in the caller's form of times; null: not in that state. Older servers know only the first two. */
export type State<Time> = Readonly<{
  read_at: Time | null;
  archived_at: Time | null;
  saved_at?: Time | null | undefined;
  /** When it returns on its own. */
  snoozed_until?: Time | null | undefined;
  /** A mute covered it: it does not count as unread. */
  muted_at?: Time | null | undefined;
  deleted_at?: Time | null | undefined;
  ended?: Ending | null | undefined;
  emergency?: unknown;
  /** Until when an emergency insists; null: there is none, or it is over. */
  insists_until?: Time | null | undefined;
  /** Since when somebody takes care of the emergency. */
  acknowledged_at?: Time | null | undefined;
}>;

/** Of what has just arrived, before anybody has done anything to it. */
export const UNTOUCHED = { read_at: null, archived_at: null } as const satisfies State<never>;

const isSet = (time: unknown): boolean => time !== null && time !== undefined;

/** Whether nothing but its tombstone is left of a row. A row in the Bin is whole, although it says `deleted` to older clients. */
export const isTombstone = <T extends object>(change: T): change is Exclude<T, { title: unknown }> =>
  !('title' in change);

/** Whether a send with the same key folds into it. */
export const isFoldable = (item: State<unknown>): boolean => belongs('inbox', item) && !isSet(item.read_at);

/** Whether it counts as unread. What is done without being read does not count. */
export const isUnread = (item: State<unknown>): boolean => belongs('unread', item);

/** Whether an emergency insists: nobody has acknowledged it, and its time is not over. It may be read, done, or in the Bin. */
export const isInsistent = (item: Pick<State<unknown>, 'insists_until'>): boolean =>
  isSet(item.insists_until);

/** Whether it belongs to a view. */
export function belongs(view: View, item: State<unknown>): boolean {
  if (isSet(item.deleted_at)) return view === 'bin';
  const isDone = isSet(item.archived_at);
  const isInbox = !isDone && !isSet(item.snoozed_until);
  switch (view) {
    case 'inbox':
      return isInbox;
    case 'unread':
      return isInbox && !isSet(item.read_at) && !isSet(item.muted_at);
    case 'saved':
      return isSet(item.saved_at);
    case 'snoozed':
      return !isDone && isSet(item.snoozed_until);
    case 'done':
      return isDone;
    case 'bin':
      return false;
    default:
      return view satisfies never;
  }
}

/** Whether an action concerns a row: only `restore`, `purge` and `acknowledge` look into the Bin. */
function concerns(action: ActionKind, item: State<unknown>): boolean {
  if (action === 'purge') return isSet(item.deleted_at);
  return action === 'restore' || action === 'acknowledge' || !isSet(item.deleted_at);
}

/** The fields that an action changes. `upstream`: what its source said is dismissed. */
export type Effect<Time> = Readonly<Partial<State<Time>> & { upstream?: null }>;

/**
 * The fields that an action done at `at` gives to a notification; what is so already keeps its time.
 * null: nothing is left of it.
 */
export function effectOf<Time>(deed: Deed<Time>, item: State<Time>, at: Time): Effect<Time> | null {
  if (!concerns(deed.kind, item)) return {};
  switch (deed.kind) {
    case 'read':
      return { read_at: item.read_at ?? at };
    case 'unread':
      return { read_at: null, muted_at: null };
    case 'done':
      return { archived_at: item.archived_at ?? at, snoozed_until: null };
    case 'restore':
      if (isSet(item.deleted_at)) {
        // It goes back to Done, where it still says that it has expired.
        const isExpired = isSet(item.archived_at) && item.ended === 'expired';
        return { deleted_at: null, ended: isExpired ? item.ended : null };
      }
      return isSet(item.archived_at) ? { archived_at: null, ended: null } : {};
    case 'save':
      return { saved_at: item.saved_at ?? at };
    case 'unsave':
      return { saved_at: null };
    case 'snooze':
      return { snoozed_until: deed.until, archived_at: null, ended: null };
    case 'unsnooze':
      return { snoozed_until: null };
    case 'mute':
      return isUnread(item) ? { muted_at: at } : {};
    case 'delete':
      return { deleted_at: at, snoozed_until: null };
    case 'purge':
      return null;
    case 'dismiss':
      return { upstream: null };
    case 'acknowledge':
      // Also after its time: the sender hears of it.
      return isSet(item.emergency) && !isSet(item.acknowledged_at)
        ? { acknowledged_at: at, insists_until: null }
        : {};
    default:
      return deed satisfies never;
  }
}
