import type { Notification } from '#server/notification';
import type { RowAction } from '../state/overlay.ts';
import type { Move } from './roving.ts';

export type Key = Readonly<{
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  repeat: boolean;
}>;

type KeyAct = 'open' | 'reply' | 'toggleArchived' | 'toggleRead' | 'read' | 'unread' | 'delete';

type KeyCommand = Readonly<{ kind: 'move'; to: Move }> | Readonly<{ kind: 'act'; act: KeyAct }>;

const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Home: 'first',
  End: 'last',
};

const ACTS = {
  Enter: 'open',
  o: 'open',
  r: 'reply',
  e: 'toggleArchived',
  u: 'toggleRead',
  Delete: 'delete',
} as const satisfies Readonly<Record<string, KeyAct>>;

const SHIFTED_ACTS = { I: 'read', U: 'unread', '#': 'delete' } as const satisfies Readonly<
  Record<string, string>
>;

function own<T extends object>(table: T, key: string): T[keyof T] | undefined {
  return Object.hasOwn(table, key) ? table[key as keyof T] : undefined;
}

/** What a key means on the list. A held key moves on, but acts once: there is no undo. */
export function keyCommand(key: Key): KeyCommand | null {
  if (key.ctrlKey || key.altKey || key.metaKey) return null;
  const to = key.shiftKey ? undefined : own(MOVES, key.key);
  if (to !== undefined) return { kind: 'move', to };
  // Some keyboards have # without Shift.
  const act = key.shiftKey || key.key === '#' ? own(SHIFTED_ACTS, key.key) : own(ACTS, key.key);
  return act === undefined || key.repeat ? null : { kind: 'act', act };
}

/** What the key does to this row. */
export function actionOf(act: Exclude<KeyAct, 'reply'>, item: Notification): RowAction {
  switch (act) {
    case 'toggleRead':
      return item.read_at === null ? 'read' : 'unread';
    case 'toggleArchived':
      return item.archived_at === null ? 'archive' : 'unarchive';
    default:
      return act;
  }
}
