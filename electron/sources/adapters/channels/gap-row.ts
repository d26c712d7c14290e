import type { Span } from '#app/rules/region';
import { ownRow } from '#server/own-rows';
import { GAP_TYPE, wholeFields } from '#server/rules/content';
import type { Loss, OwnRow } from '#server/rules/own-rows';
import type { IngestItem } from '#server/source';

/** A gap of this length or more arrives unread, in milliseconds: its reader may want to look elsewhere for what was missed. */
export const LONG = 5 * 60_000;
const LOW_PRIORITY = 2;

type Data = Extract<OwnRow, { type: typeof GAP_TYPE }>['data'];
/** Why something is missing, besides when. */
type Why = Readonly<
  { reason: 'disconnected'; channels?: readonly string[] } | { reason: Loss; count: number; event: string }
>;

/**
 * A row that says from when to when events may be missing. It only grows: `revision` rises with each version. Without `unread`, a new
 * row is unread, and a known one stays as its reader left it.
 */
export function rowOf(
  { from, until }: Span,
  row: Readonly<{ id: string; revision: number; unread?: boolean }>,
  why: Why,
): IngestItem {
  const span = { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
  const data: Data = { ...span, ...why };
  return {
    external_id: row.id,
    live: true,
    revision: row.revision,
    ...(row.unread === undefined ? {} : { read_at: row.unread ? null : span.until }),
    content: wholeFields({ ...ownRow({ type: GAP_TYPE, data } as OwnRow), priority: LOW_PRIORITY }),
  };
}

/** A time in which these channels were not subscribed. */
export type Gap = Span & Readonly<{ id: string; revision: number; channels: readonly string[] }>;

/** @param isWhole these are all channels of the source, so they are not named */
export function gapItem({ id, revision, channels, ...span }: Gap, isWhole: boolean): IngestItem {
  const unread = span.until - span.from >= LONG;
  return rowOf(span, { id, revision, unread }, { reason: 'disconnected', ...(isWhole ? {} : { channels }) });
}
