/** How notifications appear that may appear at the same time. */
import type { Item, Occasion, Show, Skip, Summarise } from './decision.ts';
import { isEmergency, isUrgent } from './urgent.ts';

/** So many urgent toasts stay on the screen at once. */
export const URGENT_AT_ONCE = 3;
/** What is older appears only among others, in milliseconds. */
const OLD = 24 * 60 * 60 * 1_000;

export type Turn = Readonly<{
  occasion: Exclude<Occasion, 'storm' | 'emergencies'>;
  /** Nothing is known of what appeared before, so that nothing old appears as if it were new. */
  first: boolean;
  /** How many urgent toasts may be added to those on the screen. */
  room: number;
  /** Sources that send so much that each has one growing toast. */
  storms: ReadonlySet<string>;
  now: Date;
}>;

export type Admitted<T extends Item> = Readonly<{ item: T; decision: Show }>;
/** `source`: whose storm it is; null: it is none. */
export type Summary<T extends Item> = Readonly<{
  occasion: Occasion;
  source: string | null;
  items: readonly [T, ...T[]];
  decision: Summarise;
}>;
export type Arrangement<T extends Item> = Readonly<{
  singles: readonly Admitted<T>[];
  summaries: readonly Summary<T>[];
  overtaken: readonly Readonly<{ item: T; decision: Skip }>[];
}>;

function reasonOf(occasion: Occasion): Summarise {
  switch (occasion) {
    case 'live':
      return { do: 'summarise', reason: 'folded' };
    case 'away':
      return { do: 'summarise', reason: 'backlog' };
    case 'unseen':
    case 'storm':
    case 'emergencies':
      return { do: 'summarise', reason: occasion };
    case 'paused':
    case 'quiet_hours':
    case 'do_not_disturb':
    case 'locked':
      return { do: 'summarise', reason: 'held', by: { kind: 'hold', hold: occasion } };
    default:
      return occasion satisfies never;
  }
}

/** Notifications of one group share a toast; the newest is on it. */
const groupOf = ({ id, source, group_key }: Item): string =>
  JSON.stringify(group_key === null ? [id] : [source, group_key]);

const overtakenBy = ({ id }: Item): Skip => ({ do: 'skip', reason: 'overtaken', by: { kind: 'item', id } });

function isOld({ surfaced_at, received_at, created_at }: Item, { occasion, now }: Turn): boolean {
  if (occasion === 'live') return false;
  return now.getTime() - Date.parse(surfaced_at ?? received_at ?? created_at) > OLD;
}

/** The urgent ones that appear as themselves: emergencies first, then the newest. */
function urgentOf<T extends Item>(admitted: readonly Admitted<T>[], turn: Turn): ReadonlySet<Admitted<T>> {
  const urgent = admitted.filter(
    ({ item }) =>
      isUrgent(item) && !isOld(item, turn) && (isEmergency(item) || !turn.storms.has(item.source)),
  );
  const emergencies = urgent.filter(({ item }) => isEmergency(item));
  const others = urgent.filter(({ item }) => !isEmergency(item));
  const chosen = new Map<string, Admitted<T>>();
  for (const each of [...emergencies.toReversed(), ...others.toReversed()]) {
    if (chosen.size >= turn.room) break;
    const group = groupOf(each.item);
    if (!chosen.has(group)) chosen.set(group, each);
  }
  return new Set(chosen.values());
}

/** A live one that is a summary only because the room for urgent toasts is taken says so. */
function whySummed(items: readonly Item[], occasion: Occasion): Summarise {
  if (occasion !== 'live' || !items.every(isUrgent)) return reasonOf(occasion);
  return { do: 'summarise', reason: items.every(isEmergency) ? 'emergencies' : 'urgent' };
}

function summaryOf<T extends Item>(
  admitted: readonly Admitted<T>[],
  occasion: Occasion,
  source: string | null = null,
): readonly Summary<T>[] {
  const [first, ...others] = admitted.map(({ item }) => item);
  if (first === undefined) return [];
  const items = [first, ...others] as const;
  return [{ occasion, source, items, decision: whySummed(items, occasion) }];
}

/** What is neither urgent nor a storm. */
function arrangeRest<T extends Item>(rest: readonly Admitted<T>[], turn: Turn): Arrangement<T> {
  const newest = rest.at(-1);
  const mayStandAlone =
    newest !== undefined &&
    turn.occasion !== 'unseen' &&
    !isUrgent(newest.item) &&
    !isOld(newest.item, turn) &&
    rest.every(({ item }) => groupOf(item) === groupOf(newest.item));
  if (!mayStandAlone) return { singles: [], summaries: summaryOf(rest, turn.occasion), overtaken: [] };
  const { item, decision } = newest;
  const isAmongOthers = rest.length > 1 && decision.reason === 'single';
  return {
    singles: [{ item, decision: isAmongOthers ? { do: 'show', reason: 'same_group' } : decision }],
    summaries: [],
    overtaken: rest.slice(0, -1).map((older) => ({ item: older.item, decision: overtakenBy(item) })),
  };
}

/**
 * Several appear as one summary, up to three urgent ones beside it, and one that is alone, or the newest of its group, as itself. Each
 * stands in one toast. @param admitted oldest first
 */
export function arrange<T extends Item>(admitted: readonly Admitted<T>[], turn: Turn): Arrangement<T> {
  if (turn.first) return { singles: [], summaries: summaryOf(admitted, turn.occasion), overtaken: [] };
  const urgent = turn.occasion === 'unseen' ? new Set<Admitted<T>>() : urgentOf(admitted, turn);
  const newestOf = new Map([...urgent].map(({ item }) => [groupOf(item), item]));
  const others = admitted.filter((each) => !urgent.has(each));
  const overtaken = others.flatMap(({ item }) => {
    const newer = newestOf.get(groupOf(item));
    return newer === undefined ? [] : [{ item, decision: overtakenBy(newer) }];
  });
  const left = others.filter(({ item }) => !newestOf.has(groupOf(item)));
  const isStormy = ({ item }: Admitted<T>): boolean => turn.storms.has(item.source);
  const storms = [...turn.storms].flatMap((source) =>
    summaryOf(
      left.filter(({ item }) => item.source === source),
      'storm',
      source,
    ),
  );
  const rest = arrangeRest(
    left.filter((each) => !isStormy(each)),
    turn,
  );
  return {
    singles: [...urgent, ...rest.singles],
    summaries: [...storms, ...rest.summaries],
    overtaken: [...overtaken, ...rest.overtaken],
  };
}
