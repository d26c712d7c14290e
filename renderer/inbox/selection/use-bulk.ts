import type { Notification } from '#server/notification';
import { ofView, textOf } from '#server/rules/list-filter';
import { useStore, useWindowState } from '../../state/state.tsx';
import type { BulkId } from './bulk.ts';

export interface Bulk {
  /** The rows that are selected, as far as they are loaded. */
  readonly rows: readonly Notification[];
  /** How many are selected. */
  readonly count: number;
  /** How many rows the list has; null: not known yet. */
  total(): Promise<number | null>;
  /** @param until of a snooze, ISO 8601; without one its times are offered */
  run(id: BulkId, until?: string): void;
}

/** Acts on what is selected: on exactly these rows, or on everything that the list finds. */
export function useBulk(): Bulk {
  const { actions, search, selection, snoozing, viewCounts } = useWindowState();
  const { items, more, view, query } = useStore(search.shown);
  const { ids, all } = useStore(selection);
  const rows = (items ?? []).filter(({ id }) => ids.has(id));

  return {
    rows,
    count: all ?? ids.size,
    async total() {
      if (items !== null && !more) return items.length;
      return viewCounts.count(query ?? ofView(view ?? 'inbox'));
    },
    run(id, until) {
      if (id === 'inbox.snooze' && until === undefined) return snoozing.open('selection');
      selection.clear();
      if (all === null) return void actions.onMany(id, rows, until);
      const within = query === null ? view : query.view;
      const scope =
        query === null || textOf(query) === ''
          ? { view: within ?? 'inbox' }
          : { filter: { ...(within === null ? {} : { view: within }), q: textOf(query) } };
      void actions.onAll(id, scope, items ?? [], until);
    },
  };
}
