import { useEffect, useEffectEvent, useState } from 'react';
import { isRowCommand } from '#server/rules/commands';
import { locate, useStore, useWindowState } from '../state/state.tsx';
import type { Rows } from './use-rows.ts';

/** How long the target row is highlighted, in milliseconds. */
const STANDS_OUT = 2_000;

/** A row that the list scrolls to; a new object each time. */
export type Found = Readonly<{ id: string }>;

/**
 * Finds the notification that the main process wants to show: among the rows shown, in the whole view, in its
 * older pages, then in the other views.
 */
export function useTarget(rows: Rows): Found | null {
  const { lists, search, navigation, actions, presses } = useWindowState();
  const { target } = useStore(navigation);
  const { view, query, more, loading, loadingMore, error, moreError } = useStore(search.shown);
  const [found, setFound] = useState<Found | null>(null);
  const { items } = rows;

  const look = useEffectEvent(() => {
    if (target === null) return;
    const item = items?.find(({ id }) => id === target.id);
    if (item !== undefined) {
      navigation.arrived();
      const { composer, failed, action } = target;
      if (composer === undefined) rows.reveal(item);
      else rows.answer(item, composer === null ? null : { ...composer, error: failed?.error ?? null });
      if (failed !== undefined && action !== undefined) presses.tellFailed(item.id, action, failed.error);
      if (failed !== undefined && isRowCommand(failed.command))
        actions.tellFailed(failed.command, item, failed.error);
      setFound({ id: item.id });
      return;
    }
    if (query !== null) return search.clear();
    if (loading || loadingMore) return;
    // The list itself shows the error.
    if (items === null || error !== null || moreError !== null) return navigation.arrived();
    if (locate(items, more, target.id) === 'older') return void lists.more();
    const next = navigation.missed(view ?? 'inbox');
    if (next !== null) return lists.show(next);
    navigation.arrived();
    actions.tellGone();
  });
  useEffect(() => look(), [target, items, view, query, loading, loadingMore]);

  useEffect(() => {
    if (found === null) return;
    const timer = setTimeout(() => setFound(null), STANDS_OUT);
    return () => clearTimeout(timer);
  }, [found]);
  return found;
}
