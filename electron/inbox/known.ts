import type { Change, Notification } from '#server/notification';
import { isTombstone } from '#server/rules/state';
import { latest } from '../../server/client/client.ts';

/** What main does with a row that the window shows: opens its link, fetches its picture, answers it, presses its sender's buttons. */
export type KnownRow = Pick<Notification, 'id' | 'source' | 'url' | 'icon' | 'reply' | 'actions'>;

/** So many rows with something to open, fetch or answer; a list that has more of them was scrolled for long. */
const KEPT = 20_000;

/** Rows that main has heard of, or that came through it to the window. A page may name nothing that is not among them. */
export interface Known {
  see(rows: readonly Change[]): void;
  find(wanted: (row: KnownRow) => boolean): KnownRow | undefined;
}

/** @param onDeleted called with rows that have left the Bin for good, and are forgotten here; in the Bin their pictures show */
export function createKnown(onDeleted: (rows: readonly KnownRow[]) => void): Known {
  const known = new Map<string, KnownRow>();
  return {
    see(rows) {
      const deleted: KnownRow[] = [];
      for (const row of latest(rows).values()) {
        const before = known.get(row.id);
        known.delete(row.id);
        if (isTombstone(row)) {
          if (before !== undefined) deleted.push(before);
          continue;
        }
        const { id, source, url, icon, reply, actions } = row;
        if (url === null && icon === null && reply === null && actions === undefined) continue;
        known.set(id, { id, source, url, icon, reply, ...(actions !== undefined && { actions }) });
      }
      for (const id of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(id);
      }
      if (deleted.length > 0) onDeleted(deleted);
    },
    find(wanted) {
      for (const row of known.values()) if (wanted(row)) return row;
      return undefined;
    },
  };
}
