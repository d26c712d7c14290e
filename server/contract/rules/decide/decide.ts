/** The only place that decides whether and when a notification interrupts its reader; `arrange.ts` decides the form. */
import { GAP_TYPE, TEST_TYPE } from '../content.ts';
import { type BreakThrough, type Lines, lineOfSender, lineOfSource } from '../lines.ts';
import type { By, Decision, Held, Item, Show, Skip } from './decision.ts';
import type { Situation } from './situation.ts';
import { breakThroughOf, isEmergency, ruleBehind } from './urgent.ts';

export type Circumstances = Readonly<{
  /** It has appeared on this device before. */
  announced: boolean;
  /** At least half of its row is visible in a window that has the focus. */
  inSight: boolean;
  situation: Situation;
  settings: Readonly<{ breakThrough: BreakThrough; leastPriority: number; lines: Lines }>;
  now: Date;
}>;

const isSet = (time: unknown): boolean => time !== null && time !== undefined;

const skip = (reason: Skip['reason'], by: By | null = null): Skip => ({
  do: 'skip',
  reason,
  ...(by !== null && { by }),
});

/** What its user, its sender or a rule has done to it already. */
function settled(item: Item, now: Date): Skip | null {
  if (isSet(item.deleted_at)) return skip('deleted');
  if (isSet(item.read_at)) return skip('read', ruleBehind(item, 'read'));
  if (isSet(item.archived_at)) return skip(item.ended ?? 'done', ruleBehind(item, 'done'));
  if (isSet(item.snoozed_until)) return skip('snoozed');
  // The clock of the server has not said so yet.
  if (isSet(item.expires_at) && Date.parse(item.expires_at ?? '') <= now.getTime()) return skip('expired');
  return isSet(item.muted_at) ? skip('muted') : null;
}

/** The line of its sender counts more than that of its source. */
function quietly({ source, sender }: Item, lines: Lines): By | null {
  const line = lineOfSource(source, lines);
  const own = lineOfSender(sender, line);
  if (own !== undefined) return own === 'quietly' ? { kind: 'sender', source, sender: sender ?? '' } : null;
  return line.line === 'quietly' ? { kind: 'source', source } : null;
}

/** A window in front of which nobody sits shows nothing to anybody. */
function isSeen({ inSight, situation }: Pick<Circumstances, 'inSight' | 'situation'>): boolean {
  const isLocked = situation.holds.some(({ reason }) => reason === 'locked');
  return inSight && !situation.isIdle && !isLocked;
}

function skipOf(item: Item, { announced, inSight, situation, settings, now }: Circumstances): Skip | null {
  if (announced) return skip('already_announced');
  const over = settled(item, now);
  if (over !== null) return over;
  // Not somebody's message: it is there for those who look.
  if (item.type === GAP_TYPE) return skip('quiet');
  const silent = ruleBehind(item, 'silent');
  if (silent !== null) return skip('silenced', silent);
  // The rule is about just this, the source's line and the least priority are about many.
  const isWanted = ruleBehind(item, 'urgent') !== null;
  const by = isWanted ? null : quietly(item, settings.lines);
  if (by !== null) return skip('quietly', by);
  if (!isWanted && !isEmergency(item) && item.priority < settings.leastPriority)
    return skip('minimum_priority', { kind: 'priority', priority: settings.leastPriority });
  // One insists, and the other was asked for: to be seen in the window is not what either is about.
  if (isEmergency(item) || item.type === TEST_TYPE) return null;
  return isSeen({ inSight, situation }) ? skip('in_sight') : null;
}

/** Without a hold it appears, and in spite of one if the user lets it break through. */
function heldOrShown(
  item: Item,
  { situation, settings }: Pick<Circumstances, 'situation' | 'settings'>,
): Held | Show {
  const [hold] = situation.holds;
  if (hold === undefined) return { do: 'show', reason: isEmergency(item) ? 'emergency' : 'single' };
  const { reason, by, until } = hold;
  const through = breakThroughOf(item, settings);
  if (through !== null) return { do: 'show', reason: 'breaks_through', by: through, through: reason };
  return { do: 'hold', reason, until, ...(by !== null && { by: { kind: 'desktop', name: by } }) };
}

/**
 * Whether the result of a button that its user has pressed on its toast may appear as a toast: it was asked for, so that only being in
 * sight and a hold count.
 */
export const decideResult = (item: Item, at: Omit<Circumstances, 'announced'>): Skip | Held | Show =>
  isSeen(at) ? skip('in_sight') : heldOrShown(item, at);

/** Whether and when it interrupts. What passes as `show` gets its form among those that appear with it (`arrange`). */
export const decide = (item: Item, at: Circumstances): Exclude<Decision, { do: 'summarise' }> =>
  skipOf(item, at) ?? heldOrShown(item, at);
