import { use, useCallback, useEffect, useMemo, useState } from 'react';
import type { Failure } from '#app/result';
import type { Listed, View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { deedAt, type RowCommandId } from '#server/rules/commands';
import type { ListFilter } from '#server/rules/list-filter';
import { ruleLike } from '#server/rules/rule-draft';
import { leaves, type Pendings, project } from '../../server/client/client.ts';
import type { RowDeedId } from '../commands/commands.ts';
import { type Begun, useStore, useWindowState, zoneHere } from '../state/state.tsx';
import { RegionContext } from '../ui/use-formats.ts';
import { type Place, type Unfolded, unfold } from './list/unfold.ts';
import { useWide } from './pane/use-wide.ts';
import { bulkFor, useBulk } from './selection/selection.tsx';
import { useDayWords } from './snooze/snooze.tsx';
import { useMarkRead, useReadWhenShown } from './use-mark-read.ts';

const NONE: Pick<Unfolded, 'places'> = { places: new Map() };

export interface Rows {
  /** null: the view was never loaded. */
  readonly items: readonly Listed[] | null;
  /** How rows stand in threads: heads of several rows, and what is below those that are expanded. */
  readonly places: ReadonlyMap<string, Place>;
  readonly pendings: Pendings<RowCommandId, Failure>;
  /** The window is wide: texts are shown beside the list, in the reading pane. */
  readonly wide: boolean;
  /** The row whose whole text is shown, opened or not; null: none. */
  readonly shown: Notification | null;
  /** The row that was opened. */
  readonly openId: string | null;
  /** The open row that explains why it was shown or not. */
  readonly whyId: string | null;
  /** The row whose menu is open. */
  readonly menuId: string | null;
  /** `row.toggle` opens or closes the row; `reply.open` opens the row and its composer. */
  run(id: RowDeedId, item: Notification): void;
  /** The same by a key, which acts on what is selected, if anything is. */
  press(id: RowDeedId, item: Notification): void;
  /** Shows a row's whole text. */
  reveal(item: Notification): void;
  /** Opens a row and its composer, where a reply begins or goes on. */
  answer(item: Notification, begun: Begun | null): void;
  /** Closes the open row. */
  close(): void;
  dismiss(id: string): void;
}

type Open = Readonly<{ item: Notification; view: View | null; query: ListFilter | null }>;

/** The rows shown, with pending actions applied, and the open row. */
export function useRows(): Rows {
  const { search, overlay, actions, replies, place, ruleTasks, navigation, threads, snoozing, cursor } =
    useWindowState();
  const { timeZone } = use(RegionContext);
  const dayWords = useDayWords();
  const marksRead = useMarkRead();
  const wide = useWide();
  const cursorId = useStore(cursor);
  const [menuId, setMenuId] = useState<string | null>(null);
  const { items, view, query } = useStore(search.shown);
  const pendings = useStore(overlay);
  const [open, setOpen] = useState<Open | null>(null);
  const [whyId, setWhyId] = useState<string | null>(null);
  // Another view or search has another place, and may not have the row.
  const kept = open?.view === view && open.query === query ? open.item : null;
  const openId = kept?.id ?? null;
  useEffect(() => place.keep({ row: openId }), [place, openId]);
  const expanded = useStore(threads);
  const { items: rows, places } = useMemo((): Partial<Unfolded> & Pick<Unfolded, 'places'> => {
    if (items === null) return NONE;
    const seen = (some: readonly Listed[]): readonly Listed[] => project(some, view, pendings, null);
    return unfold(project(items, view, pendings, kept), expanded, seen);
  }, [items, view, pendings, kept, expanded]);
  /** An entry stands for all of its thread until that is expanded. */
  const isWholeThread = useCallback(
    (id: string) => {
      const place = places.get(id);
      return place?.kind === 'head' && !place.isExpanded;
    },
    [places],
  );
  const reveal = useCallback(
    (item: Notification) => {
      setOpen({ item: { ...item, read_at: item.read_at ?? new Date().toISOString() }, view, query });
      cursor.set(item.id);
    },
    [view, query, cursor],
  );
  const answer = useCallback(
    (item: Notification, begun: Begun | null) => {
      reveal(item);
      if (item.read_at === null) void actions.readOpened(item);
      replies.open(item, begun);
    },
    [reveal, actions, replies],
  );
  const run = useCallback(
    (id: RowDeedId, item: Notification) => {
      switch (id) {
        case 'row.toggle':
          setWhyId(null);
          if (item.id === openId) return wide ? undefined : setOpen(null);
          reveal(item);
          if (marksRead === 'opened' && item.read_at === null) void actions.readOpened(item);
          return;
        case 'row.link':
          return void actions.onRow('inbox.open', item);
        case 'row.why':
          if (item.id === whyId && item.id === openId) return setWhyId(null);
          setWhyId(item.id);
          return reveal(item);
        case 'row.menu':
          return setMenuId((now) => (now === item.id ? null : item.id));
        case 'inbox.makeRule':
          ruleTasks.open({ draft: ruleLike(item) });
          return navigation.go('rules');
        case 'inbox.snooze':
          return snoozing.open([item]);
        case 'row.snoozeAgain': {
          const until = snoozing.again(Date.now(), zoneHere(timeZone), dayWords);
          return until === null ? snoozing.open([item]) : void actions.onMany('inbox.snooze', [item], until);
        }
        case 'mute.thread':
        case 'mute.source':
          return void actions.mute(item, id === 'mute.thread' ? 'thread' : 'source');
        case 'reply.open':
          return answer(item, null);
        case 'thread.expand':
          return isWholeThread(item.id) ? threads.expand(item) : undefined;
        case 'thread.collapse':
          return threads.collapse(item);
        // The list knows its days.
        case 'day.read':
          return;
        case 'thread.done':
          return void actions.onThread('inbox.done', item);
        default:
          if (leaves(view, item, deedAt(id, Date.now())))
            setOpen((now) => (now?.item.id === item.id ? null : now));
          return void (isWholeThread(item.id) ? actions.onThread(id, item) : actions.onRow(id, item));
      }
    },
    [
      ...[openId, whyId, reveal, answer, actions, ruleTasks, navigation, view, threads, isWholeThread],
      ...[snoozing, timeZone, dayWords, marksRead, wide],
    ],
  );
  const bulk = useBulk();
  function press(id: RowDeedId, item: Notification): void {
    const command = bulk.count === 0 ? null : bulkFor(id, bulk.rows);
    if (command === null) run(id, item);
    else bulk.run(command);
  }
  const shownId = wide ? cursorId : openId;
  const shown = useMemo(
    () => (shownId === null ? null : (rows?.find(({ id }) => id === shownId) ?? null)),
    [rows, shownId],
  );
  useReadWhenShown(shown, reveal);
  return {
    items: rows ?? null,
    places,
    pendings,
    wide,
    shown,
    openId,
    whyId,
    menuId,
    run,
    press,
    reveal,
    answer,
    dismiss: overlay.dismiss,
    close: useCallback(() => setOpen(null), []),
  };
}
