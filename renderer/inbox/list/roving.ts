import type { MoveId } from '../../commands/commands.ts';

/**
 * The row to move to; moves stop at the ends. Without an active row, `list.next` and `list.first` are the first row.
 * @param page how many rows a page moves by
 */
export function moved(
  ids: readonly string[],
  active: string | null,
  move: MoveId,
  page: number,
): string | null {
  const at = active === null ? -1 : ids.indexOf(active);
  switch (move) {
    case 'list.first':
      return ids[0] ?? null;
    case 'list.last':
      return ids.at(-1) ?? null;
    case 'list.next':
      return ids[Math.min(at + 1, ids.length - 1)] ?? null;
    case 'list.previous':
      return ids[Math.max(at - 1, 0)] ?? null;
    case 'list.pageDown':
      return ids[Math.min(Math.max(at, 0) + page, ids.length - 1)] ?? null;
    case 'list.pageUp':
      return ids[Math.max(at - page, 0)] ?? null;
    default:
      return move satisfies never;
  }
}

/** The active row after a change of the rows: the same, else the nearest below, else above. */
export function survivor(
  before: readonly string[],
  after: readonly string[],
  active: string | null,
): string | null {
  if (active === null) return null;
  const left = new Set(after);
  if (left.has(active)) return active;
  const at = before.indexOf(active);
  if (at < 0) return null;
  return (
    before.slice(at).find((id) => left.has(id)) ?? before.slice(0, at).findLast((id) => left.has(id)) ?? null
  );
}

/** How many of the ids, newest first, are newer than `seen`. */
export function countNewer(ids: readonly string[], seen: string | null): number {
  if (seen === null) return 0;
  const end = ids.findIndex((id) => id <= seen);
  return end < 0 ? ids.length : end;
}
