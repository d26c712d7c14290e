import { Tabs } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import type { View } from '#server/inbox';
import { useStore, useWindowState } from '../state/state.tsx';
import { NotificationList } from './list/list.tsx';
import { MarkedWords } from './Marked.tsx';
import { ListAndPane } from './pane/pane.tsx';
import { SourceFilter } from './SourceFilter.tsx';
import { EmptyState, FailedState, FirstRun, NothingFound, Skeleton } from './states/states.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useNeverReceived } from './use-never-received.ts';
import { useRows } from './use-rows.ts';
import { useSearchKeys } from './use-search-keys.ts';
import { useTarget } from './use-target.ts';

export { Skeleton } from './states/states.tsx';

const VIEWS = ['unread', 'inbox', 'done'] as const satisfies readonly View[];

/** The notifications of one view, or what replaces them. */
export function InboxPage({ status }: { readonly status: AppStatus }) {
  const { t } = useTranslation('window');
  const { lists, search } = useWindowState();
  const { view } = useStore(lists);
  const { query, loading, error, view: viewOfRows } = useStore(search.shown);
  const { source } = useStore(search);
  useSearchKeys();
  const rows = useRows();
  const found = useTarget(rows);
  const { items } = rows;
  const { connection, counts, curl } = status;
  const neverReceived = useNeverReceived(
    query === null && view === 'inbox' && items?.length === 0 && counts.unread === 0,
  );

  /** Of the chosen source. */
  const unread = source === null ? counts.unread : (counts.by_source[source] ?? 0);

  const body = () => {
    if (items !== null && items.length > 0) {
      return (
        <MarkedWords words={query?.q ?? ''}>
          <ListAndPane rows={rows}>
            <NotificationList key={viewOfRows} rows={rows} items={items} found={found} />
          </ListAndPane>
        </MarkedWords>
      );
    }
    // A backend that is still starting is not an error.
    const coming = connection.status === 'starting' || connection.status === 'connecting';
    if (items === null && error !== null && !coming) {
      return <FailedState error={error} busy={loading} onRetry={() => void search.shown.reload()} />;
    }
    if (items === null || neverReceived === 'unknown') return <Skeleton />;
    if (query !== null) return <NothingFound query={query} />;
    return neverReceived ? <FirstRun curl={curl} /> : <EmptyState view={view} />;
  };

  return (
    <Tabs.Root
      value={view}
      onValueChange={(next) => {
        const chosen = VIEWS.find((each) => each === next);
        if (chosen !== undefined) lists.show(chosen);
      }}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Toolbar status={status}>
        <div className="flex items-center justify-between gap-2 pe-2.5">
          <Tabs.List aria-label={t('toolbar.filter')} className="flex shrink-0 gap-1 px-2">
            {VIEWS.map((each) => (
              <Tabs.Trigger
                key={each}
                value={each}
                className="group relative flex h-9 items-center gap-1.5 rounded-md px-2 text-[13px] font-medium text-muted outline-offset-[-2px] hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-2 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent-fill forced-colors:data-[state=active]:after:bg-[Highlight]"
              >
                {t(`toolbar.${each}`)}
                {each === 'unread' && unread > 0 ? (
                  <span className="rounded-full bg-accent-wash px-1.5 text-[11px] leading-[18px] font-semibold text-accent tabular-nums">
                    {unread}
                  </span>
                ) : null}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <SourceFilter counts={counts} />
        </div>
      </Toolbar>
      <Tabs.Content
        value={view}
        tabIndex={-1}
        data-focus-home=""
        className="flex min-h-0 flex-1 flex-col outline-none"
      >
        {body()}
      </Tabs.Content>
    </Tabs.Root>
  );
}
