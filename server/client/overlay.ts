import type { View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { ROW_COMMANDS, type RowCommandId } from '#server/rules/commands';
import { newestFirst } from '#server/rules/order';
import { belongs, effectOf } from '#server/rules/state';
import { createStore, type Readable } from './store.ts';

/**
 * What was done to a row here and is not yet seen in the list. `sent`: on its way; `done`: acknowledged, its change of
 * the list may still be on its way; `failed`: taken back, and the row says why.
 */
export type Pending<Failure> = Readonly<{
  command: RowCommandId;
  /** The row's revision when it was acted on. */
  revision: number;
  /** ISO 8601. */
  at: string;
}> &
  (Readonly<{ phase: 'sent' | 'done' }> | Readonly<{ phase: 'failed'; error: Failure }>);

export type Pendings<Failure> = ReadonlyMap<string, Pending<Failure>>;

const OPTIONAL = ['saved_at', 'snoozed_until', 'muted_at', 'deleted_at', 'ended'] as const;

function stripped<R extends object>(row: R): R {
  const absent = OPTIONAL.filter((name) => (row as Record<string, unknown>)[name] === null);
  return Object.fromEntries(Object.entries(row).filter(([name]) => !absent.includes(name as never))) as R;
}

function after(item: Notification, { command, at }: Pending<unknown>): Notification | null {
  const effect = effectOf({ kind: ROW_COMMANDS[command].action }, item, at);
  // States that not every server sends are absent where a row is not in them.
  return effect === null ? null : (stripped({ ...item, ...effect }) as Notification);
}

/**
 * The rows as the user sees them: the list with what was done to it, all at once. `kept` is the open row: the view of
 * unread ones holds it although opening has read it, so that it does not vanish from under its reader.
 */
export function project(
  items: readonly Notification[],
  view: View,
  pendings: Pendings<unknown>,
  kept: Notification | null,
): readonly Notification[] {
  const keptId = view === 'unread' ? kept?.id : undefined;
  if (pendings.size === 0 && keptId === undefined) return items;
  const shown = (item: Notification): Notification | null => {
    const pending = pendings.get(item.id);
    const acted = pending !== undefined && pending.phase !== 'failed';
    const row = acted ? after(item, pending) : item;
    if (row === null || (!acted && item.id !== keptId)) return row;
    return belongs(view === 'unread' && row.id === keptId ? 'inbox' : view, row) ? row : null;
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
export interface Overlay<Failure> extends Readable<Pendings<Failure>> {
  /** Whether an action on the row shows that the list does not show yet. */
  holds(id: string): boolean;
  /** The action shows from now on. Returns the token for `done`, `failed` and `undone`; a later action on the row wins. */
  begin(item: Notification, command: RowCommandId, at: string): Pending<Failure>;
  done(id: string, token: Pending<Failure>): void;
  failed(id: string, token: Pending<Failure>, error: Failure): void;
  /** Takes it back without a word on the row. */
  undone(id: string, token: Pending<Failure>): void;
  dismiss(id: string): void;
  /** Drops what the list now shows by itself, or what it no longer holds. */
  reconcile(items: readonly Notification[]): void;
}

export function createOverlay<Failure>(): Overlay<Failure> {
  const store = createStore<Pendings<Failure>>(new Map());

  function change(edit: (next: Map<string, Pending<Failure>>) => void): void {
    const next = new Map(store.get());
    edit(next);
    store.set(next);
  }

  function conclude(id: string, token: Pending<Failure>, outcome: Pending<Failure>): void {
    if (store.get().get(id) === token) change((next) => next.set(id, outcome));
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    holds(id) {
      const pending = store.get().get(id);
      return pending !== undefined && pending.phase !== 'failed';
    },
    begin({ id, revision }, command, at) {
      const token: Pending<Failure> = { command, revision, at, phase: 'sent' };
      change((next) => next.set(id, token));
      return token;
    },
    done: (id, token) => conclude(id, token, { ...token, phase: 'done' }),
    failed: (id, token, error) => conclude(id, token, { ...token, phase: 'failed', error }),
    undone(id, token) {
      if (store.get().get(id) === token) change((next) => next.delete(id));
    },
    dismiss(id) {
      if (store.get().has(id)) change((next) => next.delete(id));
    },
    reconcile(items) {
      const pendings = store.get();
      if (pendings.size === 0) return;
      const revisions = new Map<string, number>();
      for (const { id, revision } of items) if (pendings.has(id)) revisions.set(id, revision);
      const over = [...pendings].filter(
        ([id, { phase, revision }]) =>
          phase !== 'sent' && (revisions.get(id) ?? Number.POSITIVE_INFINITY) > revision,
      );
      if (over.length > 0) change((next) => over.forEach(([id]) => void next.delete(id)));
    },
  };
}
