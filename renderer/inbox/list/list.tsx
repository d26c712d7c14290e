import { ArrowUp } from 'lucide-react';
import {
  type CSSProperties,
  use,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { calendarOf } from '#app/rules/region';
import type { Listed } from '#server/inbox';
import { failureOn } from '../../../server/client/client.ts';
import { useStore, useWindowState } from '../../state/state.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { RegionContext } from '../../ui/use-formats.ts';
import { isReading } from '../pane/pane.tsx';
import { looksUnread, Row } from '../row/row.tsx';
import { useSelecting } from '../selection/selection.tsx';
import { ListFoot } from '../states/states.tsx';
import type { Rows } from '../use-rows.ts';
import type { Found } from '../use-target.ts';
import { DayHeading } from './DayHeading.tsx';
import { groupByDay } from './group.ts';
import { useArrivals } from './use-arrivals.ts';
import { useDay } from './use-day.ts';
import { useHeldPlace, useHold } from './use-hold.ts';
import { useListKeys } from './use-list-keys.ts';
import { useOpenedInSight } from './use-opened-in-sight.ts';
import { useRoving } from './use-roving.ts';
import { useSeen } from './use-seen.ts';
import { useThreads } from './use-threads.ts';
import { useView } from './use-view.ts';
import { useVirtualEntries } from './use-virtual-entries.ts';

/** Below this scroll position the user is at the top. In pixels. */
const AT_TOP = 16;
/** How many rows before the end the next page is requested. */
const AHEAD = 5;

interface NotificationListProps {
  readonly rows: Rows;
  readonly items: readonly Listed[];
  readonly found: Found | null;
}

/** The rows of one view as a feed with one tab stop; only what is in sight is drawn. */
export function NotificationList({ rows, items, found }: NotificationListProps) {
  const { t } = useTranslation('window');
  const { search, clock, selection, cursor } = useWindowState();
  const expanded = rows.wide ? null : rows.openId;
  const { shown } = search;
  const { query, more, loading, loadingMore, moreError } = useStore(shown);
  const { timeZone } = use(RegionContext);
  const dayOf = useMemo(() => calendarOf({ timeZone }), [timeZone]);
  const today = dayOf(useStore(clock));
  const scroller = useRef<HTMLDivElement>(null);
  const feed = useRef<HTMLDivElement>(null);
  const scrolled = useRef(0);
  const [atTop, setAtTop] = useState(true);
  const ids = useMemo(() => items.map((item) => item.id), [items]);
  const { places } = rows;
  const entries = useMemo(
    () => groupByDay(items, today, dayOf, (id) => places.get(id)?.kind === 'part'),
    [items, places, today, dayOf],
  );
  const positions = useMemo(() => new Map(ids.map((id, index) => [id, index + 1])), [ids]);
  const roving = useRoving(ids, feed);
  const { held, holders } = useHold();
  const follows = atTop && !held;
  const arrivals = useArrivals(ids, { atTop, held }, query);
  const { virtualizer, sticky } = useVirtualEntries(entries, roving.active, follows, scroller);
  useHeldPlace(held, entries, virtualizer);
  const indexOf = (id: string): number => entries.findIndex((entry) => entry.key === id);
  const goTo = (id: string): void => {
    const index = indexOf(id);
    // The heading above the first row comes into sight with it.
    if (index <= 1) virtualizer.scrollToOffset(0);
    else virtualizer.scrollToIndex(index, { align: 'auto' });
    roving.focus(id);
  };
  const acted = useRef<string | null>(null);
  const view = useView(scroller);
  const day = useDay(entries);
  const { run } = useThreads(rows, day.read, roving.active, goTo);
  useListKeys({
    ...{ rows: { ...rows, run }, view, goTo },
    active: roving.active,
    hasFocus: () => roving.hasFocus() || isReading(document.activeElement),
    onActed(id) {
      acted.current = id;
    },
  });
  const selecting = useSelecting({
    ...{ items, query, goTo, hasFocus: roving.hasFocus, shows: view.shows },
    active: roving.active,
  });
  const { ids: selected } = useStore(selection);
  // The row that takes the place of one that a key removed is the next one to act on.
  const followOn = useEffectEvent(() => {
    const gone = acted.current !== null && !positions.has(acted.current);
    acted.current = null;
    if (gone && roving.active !== null) goTo(roving.active);
  });
  useLayoutEffect(() => followOn(), [ids]);
  const beginAnew = useEffectEvent(() => {
    const at = roving.active === null || !roving.hasFocus() ? -1 : indexOf(roving.active);
    if (at < 0) virtualizer.scrollToOffset(0);
    else virtualizer.scrollToIndex(at, { align: 'auto' });
  });
  const begun = useRef(query);
  useEffect(() => {
    // A page that is shown again keeps its place.
    if (begun.current === query) return;
    begun.current = query;
    beginAnew();
  }, [query]);
  const bringIntoSight = useEffectEvent((id: string) => {
    const index = indexOf(id);
    if (index < 0) return;
    virtualizer.scrollToIndex(index, { align: 'center' });
    // Unless its composer has it.
    if (!roving.holdsFocus(id)) roving.focus(id);
  });
  useEffect(() => {
    if (found !== null) bringIntoSight(found.id);
  }, [found]);

  useOpenedInSight(expanded, scroller, virtualizer);
  const closes = useEscape(rows.close, expanded !== null);
  useSeen(items, positions, scroller);
  useEffect(() => cursor.set(roving.chosen), [cursor, roving.chosen]);

  const drawn = virtualizer.getVirtualItems();
  const stickyIndex = sticky();
  const nearEnd = (virtualizer.range?.endIndex ?? 0) >= entries.length - 1 - AHEAD;
  // Depends on `items`: if the end is still in sight after a page, the next one follows.
  useEffect(() => {
    if (nearEnd && items.length > 0 && more && !loadingMore && moreError === null) void shown.more();
  }, [nearEnd, items, more, loadingMore, moreError, shown]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // A hidden page loses it.
    element.scrollTop = scrolled.current;
    const onScroll = (): void => {
      scrolled.current = element.scrollTop;
      setAtTop(element.scrollTop < AT_TOP);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, []);

  return (
    <div {...closes} className="relative min-h-0 flex-1">
      <p role="status" className="sr-only">
        {arrivals.round === 0 ? null : (
          <span key={arrivals.round}>{t('list.announce', { count: arrivals.latest })}</span>
        )}
      </p>
      {arrivals.unseen === 0 ? null : (
        <button
          type="button"
          className="absolute inset-x-0 top-10 z-20 mx-auto flex h-8 w-fit animate-arrive items-center gap-1.5 rounded-full bg-accent-fill px-3.5 text-[13px] font-medium text-white shadow-float hover:brightness-110"
          onClick={() => {
            virtualizer.scrollToOffset(0);
            if (ids[0] !== undefined) roving.focus(ids[0]);
          }}
        >
          <ArrowUp aria-hidden className="size-4" />
          {t('list.new', { count: arrivals.unseen })}
        </button>
      )}
      <div
        ref={scroller}
        {...holders}
        className="h-full overflow-y-auto [overflow-anchor:none] [scrollbar-gutter:stable]"
      >
        <div
          ref={feed}
          role="feed"
          aria-label={t('list.label')}
          aria-busy={loading || loadingMore}
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
          {...roving.handlers}
          {...selecting}
        >
          {drawn.map(({ index, key, start }) => {
            const entry = entries[index];
            if (entry === undefined) return null;
            const place: CSSProperties = { transform: `translateY(${start}px)` };
            if (entry.kind === 'day') {
              return (
                <DayHeading
                  key={key}
                  label={entry.label}
                  place={index === stickyIndex ? null : place}
                  onRead={day.isUnread(index) ? () => day.read(entry.key) : undefined}
                />
              );
            }
            const { item } = entry;
            const active = item.id === roving.active;
            const thread = places.get(item.id);
            return (
              <article
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                data-id={item.id}
                data-unread={looksUnread(item)}
                aria-labelledby={`title-${item.id}${thread?.kind === 'head' ? ` thread-${item.id}` : ''}`}
                aria-describedby={`about-${item.id}`}
                aria-posinset={positions.get(item.id)}
                aria-setsize={more ? -1 : ids.length}
                tabIndex={active ? 0 : -1}
                style={place}
                className={`group absolute inset-x-0 top-0 scroll-mt-8 outline-offset-[-3px] after:pointer-events-none after:absolute after:start-16 compact:after:start-13 after:end-[calc(1rem-var(--scrollbar))] after:bottom-0 after:border-b after:border-line hover:bg-hover ${selected.has(item.id) ? 'bg-accent-wash forced-colors:outline' : expanded === item.id || (rows.wide && roving.chosen === item.id) ? 'bg-surface' : ''} ${found?.id === item.id ? 'animate-found' : ''}`}
              >
                <Row
                  item={item}
                  thread={thread}
                  failed={failureOn(rows.pendings, item.id)}
                  open={expanded === item.id}
                  active={active}
                  why={rows.whyId === item.id}
                  menuOpen={rows.menuId === item.id}
                  onRun={run}
                  onDismiss={rows.dismiss}
                />
              </article>
            );
          })}
        </div>
        <ListFoot loading={loadingMore} error={moreError} onRetry={() => void shown.more()} />
      </div>
    </div>
  );
}
