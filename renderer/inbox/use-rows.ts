import { use, useCallback, useEffect, useMemo, useState } from 'react';
import type { Failure } from '#app/result';
import type { Listed } from '#server/inbox';
import type { Notification } from '#server/notification';
import { deedAt, type RowCommandId } from '#server/rules/commands';
import type { ListFilter } from '#server/rules/list-filter';
import { ruleLike } from '#server/rules/rule-draft';
import { leaves, type Pendings, project } from '../../server/client/client.ts';
import type { RowDeedId } from '../commands/commands.ts';
import { type Begun, useStore, useWindowState, zoneHere } from '../state/state.tsx';
import { RegionContext } from '../ui/use-formats.ts';
import { type Place, type Unfolded, unfold } from './list/unfold.ts';
import { bulkFor, useBulk } from './selection/selection.tsx';
import { useDayWords } from './snooze/snooze.tsx';

const NONE: Pick<Unfolded, 'places'> = { places: new Map() };

export interface Rows {
  /** null: the view was never loaded. */
  readonly items: readonly Listed[] | null;
  /** How rows stand in threads: heads of several rows, and what is below those that are expanded. */
  readonly places: ReadonlyMap<string, Place>;
  readonly pendings: Pendings<RowCommandId, Failure>;
  /** The row whose whole text is shown. */
  readonly openId: string | null;
  /** The open row that explains why it was shown or not. */
  readonly whyId: string | null;
  /** The row whose menu is open. */
  readonly menuId: string | null;
  /** `row.toggle` opens or closes the row; `reply.open` opens the row and its composer. */
  run(id: RowDeedId, item: Notification): void;
  /** The same by a key, which acts on what is selected, if anything is. */
  press(id: RowDeedId, item: Notification): void;
  /** Shows a row's whole text without opening its link. */
  reveal(item: Notification): void;
  /** Opens a row and its composer, where a reply begins or goes on. */
  answer(item: Notification, begun: Begun | null): void;
  dismiss(id: string): void;
}

/** The rows shown, with pending actions applied, and the open row. */
export function useRows(): Rows {
  const { search, overlay, actions, replies, place, ruleTasks, navigation, threads, snoozing } =
    useWindowState();
  const { timeZone } = use(RegionContext);
  const dayWords = useDayWords();
  const [menuId, setMenuId] = useState<string | null>(null);
  const { items, view, query } = useStore(search.shown);
  const pendings = useStore(overlay);
  const [open, setOpen] = useState<Readonly<{ item: Notification; query: ListFilter | null }> | null>(null);
  const [whyId, setWhyId] = useState<string | null>(null);
  const openId = open?.item.id ?? null;
  useEffect(() => place.keep({ row: openId }), [place, openId]);
  // Another query may not find it.
  const kept = open?.query === query ? open.item : null;
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
      setOpen({ item: { ...item, read_at: item.read_at ?? new Date().toISOString() }, query });
    },
    [query],
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
          if (item.id === openId) return setOpen(null);
          reveal(item);
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
      ...[snoozing, timeZone, dayWords],
    ],
  );
  const bulk = useBulk();
  function press(id: RowDeedId, item: Notification): void {
    const command = bulk.count === 0 ? null : bulkFor(id, bulk.rows);
    if (command === null) run(id, item);
    else bulk.run(command);
  }
  return {
    items: rows ?? null,
    places,
    pendings,
    openId,
    whyId,
    menuId,
    run,
    press,
    reveal,
    answer,
    dismiss: overlay.dismiss,
  };
}
