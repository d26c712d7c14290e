/** What matters more than the rest, and what breaks through a hold. */

import { type BreakThrough, type Lines, lineOfSource } from '../lines.ts';
import type { By, Item } from './decision.ts';

const HIGHEST = 5;

export const isEmergency = ({ emergency }: Pick<Item, 'emergency'>): boolean =>
  emergency !== null && emergency !== undefined;

/** The rule that did this to it at its arrival; null: none. */
export function ruleBehind({ verdict }: Pick<Item, 'verdict'>, effect: string): By | null {
  return verdict?.do === effect && verdict.rule !== null ? { kind: 'rule', ...verdict.rule } : null;
}

/** How much it matters: its priority, or the highest if a rule has made it urgent. */
export const weightOf = (item: Pick<Item, 'verdict' | 'priority'>): number =>
  ruleBehind(item, 'urgent') === null ? item.priority : HIGHEST;

export const isUrgent = (item: Pick<Item, 'emergency' | 'verdict' | 'priority'>): boolean =>
  isEmergency(item) || weightOf(item) >= HIGHEST;

/**
 * What lets it through a pause, quiet hours, do-not-disturb and a locked screen, which are alike in this; null: nothing. A rule's `urgent`
 * counts as an emergency does.
 */
export function breakThroughOf(
  item: Pick<Item, 'emergency' | 'verdict' | 'priority' | 'source'>,
  settings: Readonly<{ breakThrough: BreakThrough; lines: Lines }>,
): By | null {
  const allowed = lineOfSource(item.source, settings.lines).breakThrough ?? settings.breakThrough;
  if (allowed === 'nothing') return null;
  if (isEmergency(item)) return { kind: 'emergency' };
  const rule = ruleBehind(item, 'urgent');
  if (rule !== null) return rule;
  return allowed === 'urgent' && item.priority >= HIGHEST ? { kind: 'priority', priority: HIGHEST } : null;
}
