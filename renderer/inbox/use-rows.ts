import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Notification } from '#server/notification';
import { type Pendings, project, type RowAction } from '../state/overlay.ts';
import type { Query } from '../state/results.ts';
import { useStore } from '../state/store.ts';
import { useWindowState } from '../state/window.tsx';

export interface Rows {
  /** null: the view was never loaded. */
  readonly items: readonly Notification[] | null;
  readonly pendings: Pendings;
  /** The row whose whole text is shown. */
  readonly openId: string | null;
  act(action: RowAction, item: Notification): void;
  /** Opens a row, or closes it when it is the open one. */
  toggle(item: Notification): void;
  /** Opens the composer of a row that can be answered, and the row for it. */
  reply(item: Notification): void;
  /** Shows a row's whole text without opening its link. */
  reveal(item: Notification): void;
  dismiss(id: string): void;
}

/** The rows of the view shown, with what was done to them, and the one that is open. */
export function useRows(): Rows {
  const { search, overlay, actions, replies, place } = useWindowState();
  const { items, view, query } = useStore(search.shown);
  const pendings = useStore(overlay);
  const [open, setOpen] = useState<Readonly<{ item: Notification; query: Query | null }> | null>(null);
  const openId = open?.item.id ?? null;
  useEffect(() => place.keep({ row: openId }), [place, openId]);
  // Under another query it may not be among the rows.
  const kept = open?.query === query ? open.item : null;
  const rows = useMemo(
    () => (items === null ? null : project(items, view, pendings, kept)),
    [items, view, pendings, kept],
  );
  const reveal = useCallback(
    (item: Notification) => {
      setOpen({ item: { ...item, read_at: item.read_at ?? new Date().toISOString() }, query });
    },
    [query],
  );
  const act = useCallback(
    (action: RowAction, item: Notification) => {
      if (action === 'archive' || action === 'unarchive' || action === 'delete') {
        setOpen((now) => (now?.item.id === item.id ? null : now));
      }
      void actions.onRow(action, item);
    },
    [actions],
  );
  const toggle = useCallback(
    (item: Notification) => {
      if (item.id === openId) {
        setOpen(null);
        return;
      }
      reveal(item);
      act('open', item);
    },
    [openId, reveal, act],
  );
  const reply = useCallback(
    (item: Notification) => {
      reveal(item);
      if (item.read_at === null) act('read', item);
      replies.open(item);
    },
    [reveal, act, replies],
  );
  return { items: rows, pendings, openId, act, toggle, reply, reveal, dismiss: overlay.dismiss };
}
