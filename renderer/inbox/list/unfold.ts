import type { Listed } from '#server/inbox';
import type { ListSnapshot } from '../../state/list.ts';
import { threadKey } from '../../state/threads.ts';

/** How a row stands in its thread. */
export type Place =
  /** It stands for the thread. `earlier`: how many rows of the view are below it, `unread` of them. */
  | Readonly<{ kind: 'head'; earlier: number; unread: number; isExpanded: boolean }>
  /** Below its head. `isLast`: the last that is loaded of more. */
  | Readonly<{ kind: 'part'; head: string; key: string; isLast: boolean }>;

export type Unfolded = Readonly<{ items: readonly Listed[]; places: ReadonlyMap<string, Place> }>;

/**
 * The entries of a folded list with the rows of the expanded threads below their heads.
 * @param shown the rows of an expanded thread as they are shown
 */
export function unfold(
  heads: readonly Listed[],
  expanded: ReadonlyMap<string, ListSnapshot>,
  shown: (rows: readonly Listed[]) => readonly Listed[],
): Unfolded {
  const places = new Map<string, Place>();
  const items: Listed[] = [];
  const known = new Set(heads.map(({ id }) => id));
  for (const head of heads) {
    items.push(head);
    const { thread } = head;
    const key = threadKey(head);
    if (thread === undefined || key === null || thread.rows < 2) continue;
    const earlier = thread.rows - 1;
    const unread = Math.min(earlier, thread.unread - (isUnread(head) ? 1 : 0));
    const listing = expanded.get(key);
    places.set(head.id, {
      kind: 'head',
      earlier,
      unread: Math.max(0, unread),
      isExpanded: listing !== undefined,
    });
    const parts = shown(listing?.items ?? []).filter(({ id }) => !known.has(id));
    for (const [at, part] of parts.entries()) {
      const isLast = at === parts.length - 1 && listing?.more === true;
      places.set(part.id, { kind: 'part', head: head.id, key, isLast });
      items.push(part);
    }
  }
  return { items, places };
}

const isUnread = ({ read_at, muted_at }: Listed): boolean => read_at === null && muted_at === undefined;
