import {
  AlarmClock,
  Bookmark,
  Check,
  ListFilter as FilterIcon,
  Inbox,
  type LucideIcon,
  Mail,
  Trash2,
} from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedFilter } from '#server/decisions';
import type { Counts, View } from '#server/inbox';
import { filterKey, type ListFilter, ofView } from '#server/rules/list-filter';
import { VIEWS } from '#server/rules/state';
import { useStore, useWindowState } from '../../state/state.tsx';

const ICONS: Readonly<Record<View, LucideIcon>> = {
  inbox: Inbox,
  unread: Mail,
  saved: Bookmark,
  snoozed: AlarmClock,
  done: Check,
  bin: Trash2,
};

/** Those that say how many rows they have. */
const COUNTED = ['inbox', 'snoozed'] as const satisfies readonly View[];

/** One of the lists that the window offers. */
export interface ViewEntry {
  /** Of its tab. */
  readonly key: string;
  readonly name: string;
  readonly icon: LucideIcon;
  /** 0: it says none. */
  readonly count: number;
  /** The number is of what is unread. */
  readonly isUnread: boolean;
  readonly view: View | null;
  /** null: it is no saved search. */
  readonly filter: SavedFilter | null;
  open(): void;
}

export interface Views {
  readonly entries: readonly ViewEntry[];
  readonly current: ViewEntry;
  /** The search that is shown and could be saved; null: there is none, or it is. */
  readonly unsaved: string | null;
}

const listOf = ({ filter }: SavedFilter): ListFilter => ({ view: null, source: null, q: filter });

/** The views and the saved searches, with their numbers. */
export function useViews(status: Counts): Views {
  const { t } = useTranslation('window');
  const { lists, search, savedFilters, viewCounts } = useWindowState();
  const { view } = useStore(lists);
  const { open, text, source } = useStore(search);
  const filters = useStore(savedFilters) ?? [];
  const counts = useStore(viewCounts);
  useEffect(() => {
    viewCounts.follow([...COUNTED.map(ofView), ...filters.map(listOf)]);
  }, [viewCounts, filters]);

  const entries = useMemo(() => {
    const views = VIEWS.map((each): ViewEntry => {
      const unread = source === null ? status.unread : (status.by_source[source] ?? 0);
      const rows = counts.get(filterKey(ofView(each)))?.rows ?? 0;
      return {
        ...{ key: each, name: t(`toolbar.${each}`), icon: ICONS[each], view: each, filter: null },
        count: each === 'unread' ? unread : rows,
        isUnread: each === 'unread',
        open() {
          search.close();
          lists.show(each);
        },
      };
    });
    const saved = filters.map((filter): ViewEntry => {
      const { unread = 0 } = counts.get(filterKey(listOf(filter))) ?? {};
      return {
        ...{ key: `filter-${filter.id}`, name: filter.name, icon: FilterIcon, view: null, filter },
        ...{ count: unread, isUnread: true },
        open: () => search.show(filter.filter),
      };
    });
    return [...views, ...saved];
  }, [t, lists, search, filters, counts, status, source]);

  const words = open ? text.trim() : '';
  const saved = entries.find(({ filter }) => filter !== null && filter.filter === words);
  const current = saved ?? entries.find((each) => each.view === view) ?? entries[0];
  if (current === undefined) throw new Error('there are always views');
  return { entries, current, unsaved: words === '' || saved !== undefined ? null : words };
}
