import type { View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { newestFirst } from '#server/rules/order';
import { belongs, type Deed, effectOf } from '#server/rules/state';
import { createStore, type Readable } from './store.ts';

/**
 * What was done to a row here and is not yet seen in the list. `sent`: on its way; `done`: acknowledged, its change of
 * the list may still be on its way; `failed`: taken back, and the row says why. `Command`: what the user has given.
 */
export type Pending<Command, Failure> = Readonly<{
  command: Command;
  deed: Deed<string>;
  /** The row's revision when it was acted on. */
  revision: number;
  /** ISO 8601. */
  at: string;
}> &
  (Readonly<{ phase: 'sent' | 'done' }> | Readonly<{ phase: 'failed'; error: Failure }>);

/** By the rows' ids, oldest first. */
export type Pendings<Command, Failure> = ReadonlyMap<string, readonly Pending<Command, Failure>[]>;

export type Failed<Command, Failure> = Extract<Pending<Command, Failure>, { phase: 'failed' }>;
const isFailed = <C, F>(pending: Pending<C, F>): pending is Failed<C, F> => pending.phase === 'failed';

/** What failed last on a row, and is neither dismissed nor tried again; null: nothing. */
export const failureOn = <C, F>(pendings: Pendings<C, F>, id: string): Failed<C, F> | null =>
  pendings.get(id)?.findLast(isFailed) ?? null;

const OPTIONAL = new Set([
  ...(['saved_at', 'snoozed_until', 'muted_at', 'deleted_at', 'ended'] as const),
  ...(['insists_until', 'acknowledged_at'] as const),
] as const satisfies readonly (keyof Notification)[]);

/** States that not every server sends are absent where a row is not in them. */
const stripped = (row: Notification): Notification =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) => value !== null || !(OPTIONAL as ReadonlySet<string>).has(name),
    ),
  ) as Notification;

/** null: nothing is left of it. */
function after(item: Notification, acts: readonly Pending<unknown, unknown>[]): Notification | null {
  let row = item;
  for (const { deed, at } of acts) {
    const effect = effectOf(deed, row, at);
    if (effect === null) return null;
    row = stripped({ ...row, ...effect } as Notification);
  }
  return row;
}

/** Whether a list still holds a row after an action. A search of everything (null) holds what has not come into or out of the Bin. */
const holds = (view: View | null, before: Notification, row: Notification): boolean =>
  view === null ? belongs('bin', before) === belongs('bin', row) : belongs(view, row);

/** The same of the open row: the view of unread ones holds it although opening has read it. */
const holdsOpen = (view: View | null, before: Notification, row: Notification): boolean =>
  holds(view === 'unread' ? 'inbox' : view, before, row);

/** Whether the open row leaves its view by an action, so that it is open no longer. */
export function leaves(view: View | null, item: Notification, deed: Deed<string>): boolean {
  const effect = effectOf(deed, item, item.created_at);
  return effect === null || !holdsOpen(view, item, { ...item, ...effect } as Notification);
}

/**
 * The rows as the user sees them: the list with what was done to it, all at once. `kept` is the open row: the view of
 * unread ones holds it although opening has read it, so that it does not vanish from under its reader.
 */
export function project(
  items: readonly Notification[],
  view: View | null,
  pendings: Pendings<unknown, unknown>,
  kept: Notification | null,
): readonly Notification[] {
  const keptId = view === 'unread' ? kept?.id : undefined;
  if (pendings.size === 0 && keptId === undefined) return items;
  const shown = (item: Notification): Notification | null => {
    const acts = pendings.get(item.id)?.filter((pending) => !isFailed(pending)) ?? [];
    const row = after(item, acts);
    if (row === null || (acts.length === 0 && item.id !== keptId)) return row;
    return (row.id === keptId ? holdsOpen : holds)(view, item, row) ? row : null;
  };
  const rows: Notification[] = [];
  // The list's own is newer, and may stand elsewhere.
  let missing = keptId === undefined || items.some(({ id }) => id === keptId) ? null : kept;
  for (const item of items) {
    if (missing !== null && newestFirst(missing, item) < 0) {
      const row = shown(missing);
      if (row !== null) rows.push(row);
      missing = null;
    }
    const row = shown(item);
    if (row !== null) rows.push(row);
  }
  const last = missing === null ? null : shown(missing);
  if (last !== null) rows.push(last);
  return rows;
}

/** `Failure`: why the transport says that something was not done. */
export interface Overlay<Command, Failure> extends Readable<Pendings<Command, Failure>> {
  /** Whether an action on the row shows that the list does not show yet. */
  holds(id: string): boolean;
  /** The action shows from now on, over earlier ones. Returns the token for `done`, `failed` and `undone`. */
  begin(item: Notification, deed: Deed<string>, command: Command, at: string): Pending<Command, Failure>;
  done(id: string, token: Pending<Command, Failure>): void;
  /** Takes it back, and nothing else; the row says why. */
  failed(id: string, token: Pending<Command, Failure>, error: Failure): void;
  /** Takes it back without a word on the row. */
  undone(id: string, token: Pending<Command, Failure>): void;
  /** Drops the row's failures. */
  dismiss(id: string): void;
  /** Drops what the list now shows by itself, or what it no longer holds. */
  reconcile(items: readonly Notification[]): void;
}

export function createOverlay<Command, Failure>(): Overlay<Command, Failure> {
  type Act = Pending<Command, Failure>;
  const store = createStore<Pendings<Command, Failure>>(new Map());
  const actsOn = (id: string): readonly Act[] => store.get().get(id) ?? [];

  function put(changed: Iterable<readonly [id: string, acts: readonly Act[]]>): void {
    const next = new Map(store.get());
    for (const [id, acts] of changed) {
      if (acts.length > 0) next.set(id, acts);
      else next.delete(id);
    }
    store.set(next);
  }

  /** An action that the row no longer remembers stays forgotten. */
  function conclude(id: string, token: Act, outcome: readonly Act[]): void {
    const acts = actsOn(id);
    if (acts.includes(token)) put([[id, acts.flatMap((act) => (act === token ? outcome : [act]))]]);
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    holds: (id) => actsOn(id).some((act) => !isFailed(act)),
    begin({ id, revision }, deed, command, at) {
      const token: Act = { command, deed, revision, at, phase: 'sent' };
      put([[id, [...actsOn(id).filter((act) => !isFailed(act)), token]]]);
      return token;
    },
    done: (id, token) => conclude(id, token, [{ ...token, phase: 'done' }]),
    failed: (id, token, error) => conclude(id, token, [{ ...token, phase: 'failed', error }]),
    undone: (id, token) => conclude(id, token, []),
    dismiss(id) {
      if (failureOn(store.get(), id) !== null) put([[id, actsOn(id).filter((act) => !isFailed(act))]]);
    },
    reconcile(items) {
      const pendings = store.get();
      if (pendings.size === 0) return;
      const revisions = new Map<string, number>();
      for (const { id, revision } of items) if (pendings.has(id)) revisions.set(id, revision);
      const isOver = (id: string, { phase, revision }: Act): boolean =>
        phase !== 'sent' && (revisions.get(id) ?? Number.POSITIVE_INFINITY) > revision;
      const over = [...pendings].filter(([id, acts]) => acts.some((act) => isOver(id, act)));
      if (over.length > 0) put(over.map(([id, acts]) => [id, acts.filter((act) => !isOver(id, act))]));
    },
  };
}
