/** The only place that decides whether and how a notification interrupts its reader. */
import { GAP_TYPE } from './content.ts';
import { isUnread, type State } from './state.ts';

type Item = State<unknown> & Readonly<{ id: string; type: string; source: string; group_key: string | null }>;

/** Why notifications appear together: they came within a second, were missed, or were held back by a pause. */
export type Occasion = 'live' | 'away' | 'paused';

export type Circumstances = Readonly<{
  /** It has appeared on this device before. */
  announced: boolean;
  paused: boolean;
  occasion: Occasion;
  /** Nothing is known of what appeared before, so that nothing old appears as if it were new. */
  first: boolean;
  /** All that appear now, it among them, oldest first. */
  together: readonly Item[];
}>;

export type Decision =
  | Readonly<{ do: 'show'; reason: 'single' | 'same_group' }>
  | Readonly<{ do: 'summarise'; reason: 'folded' | 'backlog' | 'pause_over' }>
  | Readonly<{ do: 'hold'; reason: 'paused' }>
  | Readonly<{ do: 'skip'; reason: 'already_announced' | 'read' | 'quiet' | 'overtaken' }>;

const SUMMARY_REASON = { live: 'folded', away: 'backlog', paused: 'pause_over' } as const;

/** One group has one toast, and its newest notification is on it. */
const isOneGroup = (items: readonly Item[], { source, group_key }: Item): boolean =>
  group_key !== null && items.every((other) => other.source === source && other.group_key === group_key);

/** Several appear as a summary, and only one that is alone, or the newest of its group, as itself. */
export function decide(item: Item, at: Circumstances): Decision {
  if (!isUnread(item)) return { do: 'skip', reason: 'read' };
  if (at.announced) return { do: 'skip', reason: 'already_announced' };
  // Not somebody's message: it is there for those who look.
  if (item.type === GAP_TYPE) return { do: 'skip', reason: 'quiet' };
  if (at.paused) return { do: 'hold', reason: 'paused' };
  const summary = { do: 'summarise', reason: SUMMARY_REASON[at.occasion] } as const;
  if (at.first) return summary;
  if (at.together.length === 1) return { do: 'show', reason: 'single' };
  if (!isOneGroup(at.together, item)) return summary;
  return at.together.at(-1)?.id === item.id
    ? { do: 'show', reason: 'same_group' }
    : { do: 'skip', reason: 'overtaken' };
}
