import type { Span } from '#app/rules/region';
import { GAP_TYPE, wholeFields } from '#server/rules/content';
import type { IngestItem } from '#server/source';
import type { Translate } from '../../../i18n/i18n.ts';

/** A gap of this length or more arrives unread, in milliseconds: its reader may want to look elsewhere for what was missed. */
export const LONG = 5 * 60_000;
const LOW_PRIORITY = 2;

/**
 * A row that says from when to when events may be missing. It only grows: `revision` rises with each version. Without `unread`, a new
 * row is unread, and a known one stays as its reader left it.
 */
export function rowOf(
  { from, until }: Span,
  row: Readonly<{ id: string; revision: number; title: string; message: string; unread?: boolean }>,
  data: Readonly<Record<string, unknown>>,
): IngestItem {
  return {
    external_id: row.id,
    live: true,
    revision: row.revision,
    ...(row.unread === undefined ? {} : { read_at: row.unread ? null : new Date(until).toISOString() }),
    content: wholeFields({
      type: GAP_TYPE,
      title: row.title,
      message: row.message,
      priority: LOW_PRIORITY,
      data: { from: new Date(from).toISOString(), until: new Date(until).toISOString(), ...data },
    }),
  };
}

/** A time in which these channels were not subscribed. */
export type Gap = Span & Readonly<{ id: string; revision: number; channels: readonly string[] }>;

/** @param isWhole these are all channels of the source, so they are not named */
export function gapItem(
  { id, revision, channels, ...span }: Gap,
  isWhole: boolean,
  t: Translate,
): IngestItem {
  const title = t('gap.title', { span });
  const message = isWhole ? t('gap.message') : t('gap.messageOfChannels', { channels: channels.join(', ') });
  const unread = span.until - span.from >= LONG;
  return rowOf(
    span,
    { id, revision, title, message, unread },
    { reason: 'disconnected', ...(isWhole ? {} : { channels }) },
  );
}
