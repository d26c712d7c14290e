import { useEffect, useEffectEvent, useState } from 'react';
import type { Listed } from '#server/inbox';
import { isUnread } from '#server/rules/state';
import { useStore, useWindowState } from '../../state/state.tsx';
import { dayAt } from './day.ts';
import type { Entry } from './group.ts';

const hasUnread = (item: Listed): boolean => isUnread(item) || (item.thread?.unread ?? 0) > 0;

interface Day {
  /** Whether something of the day at this entry is unread, as far as it is loaded. */
  isUnread(index: number): boolean;
  /** Marks the day of this entry as read, after the rest of it is loaded. */
  read(key: string): void;
}

export function useDay(entries: readonly Entry[]): Day {
  const { actions, search } = useWindowState();
  const { more, loadingMore, moreError } = useStore(search.shown);
  /** An entry of the day that is to be read. */
  const [wanted, setWanted] = useState<string | null>(null);

  const goOn = useEffectEvent(() => {
    if (wanted === null || loadingMore) return;
    const index = entries.findIndex(({ key }) => key === wanted);
    const { items, isWhole } = dayAt(entries, index);
    // The list itself says what is wrong.
    if (index >= 0 && !isWhole && more && moreError === null) return void search.shown.more();
    setWanted(null);
    if (index >= 0 && (isWhole || !more)) void actions.readEntries(items);
  });
  useEffect(() => goOn(), [wanted, entries, more, loadingMore, moreError]);

  return { isUnread: (index) => dayAt(entries, index).items.some(hasUnread), read: setWanted };
}
