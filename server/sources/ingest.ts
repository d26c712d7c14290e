import { FIELD_NAMES } from '#server/rules/content';
import { isFoldable, isUnread } from '#server/rules/state';
import { isApplicable } from '#server/rules/verdicts';
import type { IngestOutcome } from '#server/source';
import { type Judge, type Judgement, NO_RUNS, withChosen } from '../inbox/inbox.ts';
import {
  type Content,
  dueTimes,
  isOver,
  isTold,
  type NotificationRow,
  newId,
  type SourceIdRow,
  STATE_COLUMNS,
  topicPlans,
} from '../storage/storage.ts';
import { insisting, insistsUntil } from './insisting.ts';
import { type Item, listedAt } from './item.ts';
import type { Places } from './places.ts';
import { follow, isSameState, type Move, reachedBy, STATES, upstreamState } from './source-state.ts';
import { createSurfacing, hasWoken, newTimes, WAKE_DELAY } from './surfacing.ts';
import { withoutId } from './vanishing.ts';
import type { WorkingSet } from './working-set.ts';

const CONTENT = [...FIELD_NAMES, 'trimmed', 'phrases'] as const satisfies readonly (keyof Content)[];

/** The fields of a row whose change a reader could notice. */
const VISIBLE = [
  ...CONTENT,
  ...STATE_COLUMNS,
  ...(['purged_at', 'occurrences', 'created_at', 'surfaced_at', 'upstream', 'runs', 'verdict'] as const),
  ...(['insists_until', 'acknowledged_at', 'acknowledged_by'] as const),
] as const;

/** No state that a source could know. */
const NO_STATE = {
  read_at: null,
  archived_at: null,
  saved_at: null,
  snoozed_until: null,
  deleted_at: null,
  acknowledged_at: null,
} as const;

const differs = (row: NotificationRow, content: Content): boolean =>
  CONTENT.some((field) => row[field] !== content[field]);

/** 1: the only evidence that it was read is its absence from the list. */
function concludedOf(known: SourceIdRow, item: Item): number {
  const { read_at } = item.state;
  if (read_at === undefined || (read_at === null && item.listed !== true)) return known.concluded;
  if (read_at === null) return 0;
  return Number(item.concluded && (known.read_at === null || known.concluded === 1));
}

/** The states that a source says to hold. */
const saidOf = (state: Item['state']): Item['state'] =>
  Object.fromEntries(Object.entries(state).filter(([, since]) => since !== null));

/** Second step: applies a source's items to the loaded rows, one by one. It reads and writes nothing. */
export function createIngest(
  deps: Readonly<{
    set: WorkingSet;
    places: Places;
    source: string;
    /** The actions that the source can be sent. */
    supported: ReadonlySet<string>;
    /** Decides over arrivals; null: nothing does, or the source did. */
    judge: Judge | null;
    /** Rows that sleep in the threads of the items, unless the source itself ends their snooze. */
    snoozed: readonly string[];
    /** Whether the source is the record of its rows: it ends their snoozes. */
    isRecord: boolean;
  }>,
): (item: Item) => IngestOutcome {
  const { set, source, supported, judge } = deps;
  const { userId, now } = set;
  const surfacing = createSurfacing(set, deps.snoozed);

  const listedPlace = (item: Item): number => set.notePlace(deps.places(listedAt(item)));
  const placeOf = (item: Item): number => (item.live ? set.newestPlace() : listedPlace(item));

  /** A row that a mute has covered takes what the mute still covers: otherwise nobody would see what comes after its end. */
  function foldableFor(content: Content): NotificationRow | undefined {
    const row = content.dedupe_key === null ? undefined : set.foldable(source, content.dedupe_key);
    return row?.muted_at == null || judge === null || judge.isMuted(content) ? row : undefined;
  }

  /** What a rule does, its user would do at once: the source hears of it. */
  function tellSource(row: NotificationRow, item: Item, { does }: Judgement): void {
    if (does === 'muted' || !isApplicable(does)) return;
    const there = { ...NO_STATE, ...item.state, purged_at: null };
    for (const { told, on: action, topic } of topicPlans(supported, does)) {
      if (isTold(told, there) || !isTold(told, row)) continue;
      set.addEntry({
        ...{ user_id: userId, source, notification_id: row.id, external_id: item.externalId },
        ...{ action, topic, reply: null, created_at: now },
      });
      set.change({ ...row, upstream: JSON.stringify({ state: 'pending', action, reason: null }) });
    }
  }

  function arrive(item: Item, content: Content): IngestOutcome {
    const state = { ...NO_STATE, ...item.state };
    const judgement = judge?.decide(content, item.createdAt) ?? null;
    const judged = { ...state, ...judgement?.states, ...saidOf(item.state), ...item.decided };
    const isNews = isUnread(judged) && !isOver(content, now);
    if (isNews && content.group_key !== null) surfacing.wakeThread(content.group_key);
    const earlier = isFoldable(state) ? foldableFor(content) : undefined;
    const id = earlier?.id ?? newId();
    const place = (earlier?.occurrences ?? 0) + 1;
    if (earlier === undefined) {
      const { revision } = set;
      const surfaced_at = placeOf(item);
      const times = { created_at: item.createdAt, received_at: now, surfaced_at, updated_at: now };
      const occurrences = item.occurrences ?? 1;
      const row = set.create(
        {
          ...{ ...content, ...judged, id, user_id: userId, occurrences, revision, ...times },
          ...(deps.isRecord && { insists_until: insistsUntil(item, now) }),
          wake_delay: deps.isRecord ? WAKE_DELAY : 0,
          runs: withChosen(NO_RUNS, item.chosen ?? []),
        },
        deps.isRecord && item.decided.ended !== undefined,
      );
      if (judgement !== null) tellSource(row, item, judgement);
    } else {
      const times = dueTimes(content, item.createdAt, now);
      set.change({
        ...{ ...earlier, ...content, ...times, occurrences: place, sent_revision: set.revision },
        runs: NO_RUNS,
      });
    }
    set.addId({
      ...{ source, external_id: item.externalId, notification_id: id, place, created_at: item.createdAt },
      ...{ ...state, revision: item.revision, gone: 0 },
      ...{ listed: Number(item.listed ?? false), concluded: 0, placed: item.live ? 0 : 1 },
    });
    if (supported.has('delivered')) {
      set.addEntry({
        ...{ user_id: userId, source, notification_id: id, external_id: item.externalId },
        ...{ action: 'delivered', topic: 'receipt', reply: null, created_at: now },
      });
    }
    return earlier === undefined ? 'created' : 'folded';
  }

  /** Handles an item that this source has never sent before. */
  function meet(item: Item): IngestOutcome {
    if (item.content !== null && !item.deleted) return arrive(item, item.content);
    if (item.deleted) {
      // Remembered, so that a delayed older message cannot bring it into the inbox.
      set.addId({
        ...{ source, external_id: item.externalId, notification_id: null, place: 0 },
        ...{ ...NO_STATE, created_at: item.createdAt, revision: item.revision, gone: 1 },
        ...{ listed: 0, concluded: 0, placed: 1 },
      });
    }
    return 'unknown';
  }

  /** @returns whether a reader can notice the change */
  function put(before: NotificationRow, changed: NotificationRow): boolean {
    const after = changed.purged_at === null ? { ...changed, upstream: upstreamState(set, before) } : changed;
    if (VISIBLE.every((field) => before[field] === after[field])) return false;
    set.change(after);
    return true;
  }

  function vanish(known: SourceIdRow, row: NotificationRow, revision: number | null): IngestOutcome {
    const after = withoutId(set, known, row, revision);
    if (!put(row, after)) return 'unchanged';
    return after.purged_at !== null || after.ended !== row.ended ? 'deleted' : 'updated';
  }

  /** A live row takes the time and place of the source's list when the list first shows it. Later ids folded into it do not. */
  function settle(known: SourceIdRow, item: Item) {
    const isFirst = known.placed === 0 && known.place === 1;
    if (!isFirst || item.live || item.surfacedAt === null) return { id: {}, row: {} };
    const created_at = item.createdAt;
    return { id: { created_at, placed: 1 }, row: { created_at, surfaced_at: listedPlace(item) } };
  }

  function update(known: SourceIdRow, row: NotificationRow, item: Item): IngestOutcome {
    const newer = item.revision !== null;
    const isTop = (item.surfacedRevision ?? 0) > (known.revision ?? 0);
    const moved = STATES.flatMap((state): Move[] => {
      const value = item.state[state.field];
      const same =
        value === undefined ||
        // At the top it was unread, whatever it was before and is by now.
        (!(isTop && state.field === 'read_at') && isSameState(state, value, known[state.field]));
      // A conclusion gives way to what the list shows.
      const mayEnd = newer || (item.listed === true && state.field === 'read_at' && known.concluded === 1);
      return same || (value === null && !mayEnd) ? [] : [{ state, ends: value === null }];
    });
    const next = Object.fromEntries(moved.map(({ state: { field } }) => [field, item.state[field] ?? null]));
    const settled = settle(known, item);
    set.saveId({
      ...{ ...known, ...next, ...settled.id, revision: item.revision ?? known.revision },
      ...{ listed: Number(item.listed ?? known.listed), concluded: concludedOf(known, item) },
    });
    // What its user has done here already, and the source has by now: the entry is not needed, and the row stays as it is.
    const agreed = moved.filter(({ state }) => {
      const reached = item.state[state.field] ?? null;
      const removed = set.removeEntries(
        row.id,
        (entry) =>
          entry.topic === state.topic &&
          entry.external_id === known.external_id &&
          isSameState(state, reachedBy(entry, state), reached),
      );
      return removed > 0;
    });
    const moves = moved.filter((move) => !agreed.includes(move));
    const living = set.living(row.id);
    const content = newer && living.at(-1)?.external_id === known.external_id ? item.content : null;
    const occurrences = item.occurrences ?? row.occurrences;
    const isFresh = content !== null && (differs(row, content) || occurrences !== row.occurrences);
    const fresh = isFresh
      ? {
          ...content,
          ...newTimes(row, content, item.createdAt, now),
          occurrences,
          sent_revision: set.revision,
        }
      : {};
    const decided = newer ? item.decided : {};
    // A newer send has other actions.
    const earlier = occurrences === row.occurrences ? row.runs : NO_RUNS;
    const runs = newer && item.chosen !== null ? withChosen(earlier, item.chosen) : earlier;
    const changed = { ...follow(set, row, living, moves), ...decided, ...fresh, runs, ...settled.row };
    const after = insisting(row, changed, deps.isRecord ? item : null, now);
    const wakes = isTop && hasWoken(known, row, after);
    return put(row, wakes ? surfacing.surfaced(after) : after) ? 'updated' : 'unchanged';
  }

  return (item) => {
    const known = set.id(source, item.externalId);
    if (known === undefined) return meet(item);
    const row = known.notification_id === null ? undefined : set.row(known.notification_id);
    const old = item.revision !== null && known.revision !== null && item.revision <= known.revision;
    if (row === undefined || row.purged_at !== null || known.gone === 1 || old) return 'unchanged';
    // The absence of an id that was never listed means nothing.
    if (item.concluded && known.listed === 0) return 'unchanged';
    if (item.deleted) return vanish(known, row, item.revision);
    return update(known, row, item);
  };
}
