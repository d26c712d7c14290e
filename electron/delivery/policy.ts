import { GAP_TYPE } from '#app/rules/source-bounds';
import type { Notification } from '#server/notification';
import { isUnread } from '#server/rules/state';

/** Why notifications appear together: they came within a second, were missed, or were held back by a pause. */
export type Occasion = 'live' | 'away' | 'paused';

/** Whether an arrival may be announced at all. */
export type Admission =
  | Readonly<{ do: 'announce' }>
  | Readonly<{ do: 'hold'; reason: 'paused' }>
  | Readonly<{ do: 'skip'; reason: 'already_announced' | 'read' | 'quiet' }>;

/** How those admitted appear. */
export type Presentation =
  | Readonly<{ do: 'show'; reason: 'single' | 'same_group'; item: Notification }>
  | Readonly<{ do: 'summarise'; reason: 'folded' | 'backlog' | 'pause_over' }>;

const SUMMARY_REASON = { live: 'folded', away: 'backlog', paused: 'pause_over' } as const;

export function admit(item: Notification, at: Readonly<{ announced: boolean; paused: boolean }>): Admission {
  if (!isUnread(item)) return { do: 'skip', reason: 'read' };
  if (at.announced) return { do: 'skip', reason: 'already_announced' };
  // Not somebody's message: it is there for those who look.
  if (item.type === GAP_TYPE) return { do: 'skip', reason: 'quiet' };
  return at.paused ? { do: 'hold', reason: 'paused' } : { do: 'announce' };
}

/**
 * One notification appears as itself, several as a summary; but of one group only the newest would remain on the screen.
 * @param items oldest first, not empty
 * @param options.first nothing is known of what was announced before, so nothing old appears as if it were new
 */
export function present(
  items: readonly [Notification, ...Notification[]],
  options: Readonly<{ occasion: Occasion; first: boolean }>,
): Presentation {
  const [first] = items;
  const newest = items.at(-1) ?? first;
  const summary = { do: 'summarise', reason: SUMMARY_REASON[options.occasion] } as const;
  if (options.first) return summary;
  if (items.length === 1) return { do: 'show', reason: 'single', item: first };
  const oneGroup =
    first.group_key !== null &&
    items.every(({ source, group_key }) => source === first.source && group_key === first.group_key);
  return oneGroup ? { do: 'show', reason: 'same_group', item: newest } : summary;
}
