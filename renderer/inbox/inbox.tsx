import { Tabs } from 'radix-ui';
import type { AppStatus } from '#app/state';
import { useCommands, VIEW_COMMANDS } from '../commands/commands.ts';
import { useStore, useWindowState } from '../state/state.tsx';
import { useMedia } from '../ui/use-media.ts';
import { NotificationList } from './list/list.tsx';
import { ListAndPane } from './pane/pane.tsx';
import { FromEverywhere, MarkedWords, SearchStrip, SourceFilter, useSearchKeys } from './search/search.tsx';
import { useBulk } from './selection/selection.tsx';
import { SnoozeDialog } from './snooze/snooze.tsx';
import { EmptyState, FailedState, FirstRun, FirstSteps, NothingFound, Skeleton } from './states/states.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useNeverReceived } from './use-never-received.ts';
import { useRows } from './use-rows.ts';
import { useTarget } from './use-target.ts';
import { BinBar, useViews, ViewBar, ViewSide, WIDE } from './views/views.tsx';

export { Skeleton } from './states/states.tsx';

/** The notifications of one view, or what replaces them. */
export function InboxPage({ status }: { readonly status: AppStatus }) {
  const { actions, lists, search, snoozing } = useWindowState();
  const { view } = useStore(lists);
  const { query, loading, error, view: viewOfRows } = useStore(search.shown);
  useSearchKeys();
  const rows = useRows();
  const found = useTarget(rows);
  const { items } = rows;
  const { connection, counts } = status;
  const neverReceived = useNeverReceived(
    query === null && view === 'inbox' && items?.length === 0 && counts.unread === 0,
  );

  const views = useViews(counts);
  const wide = useMedia(WIDE);
  useCommands({
    'inbox.undo': () => void actions.run('inbox.undo'),
    // The table has them in their order.
    ...Object.fromEntries(Object.keys(VIEW_COMMANDS).map((id, at) => [id, views.entries[at]?.open])),
  });

  const target = useStore(snoozing);
  const bulk = useBulk();
  function snooze(until: string): void {
    snoozing.close();
    if (target === 'selection') bulk.run('inbox.snooze', until);
    else void actions.onMany('inbox.snooze', target ?? [], until);
  }

  const body = () => {
    if (items !== null && items.length > 0) {
      return (
        <MarkedWords words={query?.q ?? ''}>
          {viewOfRows === 'bin' ? <BinBar /> : null}
          <FromEverywhere is={viewOfRows === null}>
            <ListAndPane rows={rows}>
              <NotificationList key={viewOfRows} rows={rows} items={items} found={found} />
            </ListAndPane>
          </FromEverywhere>
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
    return neverReceived ? <FirstRun status={status} /> : <EmptyState view={view} />;
  };

  return (
    <Tabs.Root
      value={views.current.key}
      orientation={wide ? 'vertical' : 'horizontal'}
      onValueChange={(key) => views.entries.find((entry) => entry.key === key)?.open()}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Toolbar status={status}>
        {wide ? null : (
          <ViewBar views={views}>
            <SourceFilter counts={counts} />
          </ViewBar>
        )}
      </Toolbar>
      <SearchStrip />
      <div className="flex min-h-0 flex-1">
        {wide ? (
          <ViewSide views={views}>
            <SourceFilter counts={counts} />
          </ViewSide>
        ) : null}
        <Tabs.Content
          value={views.current.key}
          tabIndex={-1}
          data-focus-home=""
          className="flex min-h-0 min-w-0 flex-1 flex-col outline-none"
        >
          {items !== null && items.length > 0 ? <FirstSteps status={status} /> : null}
          {body()}
        </Tabs.Content>
      </div>
      {target === null ? null : (
        <SnoozeDialog
          count={target === 'selection' ? bulk.count : target.length}
          onChoose={snooze}
          onClose={snoozing.close}
        />
      )}
    </Tabs.Root>
  );
}
