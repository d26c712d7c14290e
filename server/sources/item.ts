import type { IngestContent, IngestItem } from '#server/source';
import { AppError } from '../errors.ts';
import type { Content } from '../storage/storage.ts';

/** An item as it is stored; times are milliseconds since 1970. Absent: the source says nothing of it. */
export type Item = Readonly<{
  externalId: string;
  revision: number | null;
  createdAt: number;
  state: Readonly<{ read_at?: number | null; archived_at?: number | null }>;
  content: Content | null;
  occurrences: number | null;
  deleted: boolean;
}>;

/** SQLite's text functions and one of the drivers stop at a NUL; one such item must not hold up all behind it. */
const clean = (text: string): string => text.replaceAll('\0', '');
const cleanOrNull = (text: string | null): string | null => (text === null ? null : clean(text));

const toContent = (source: string, content: IngestContent): Content => ({
  source,
  type: clean(content.type),
  title: clean(content.title),
  message: clean(content.message),
  url: cleanOrNull(content.url),
  icon: cleanOrNull(content.icon),
  priority: content.priority,
  group_key: cleanOrNull(content.group_key),
  dedupe_key: cleanOrNull(content.dedupe_key),
  // Sources have a table of their own for it, since one notification may have several.
  external_id: null,
  data: JSON.stringify(content.data),
  reply: content.reply === null ? null : JSON.stringify(content.reply),
});

function timeOf(text: string, path: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new AppError('invalid_request', 'This is no time.', {
      details: [{ path, message: 'must be a time in ISO 8601' }],
    });
  }
  return ms;
}

/** @throws AppError `invalid_request` for what is no time */
export function toItem(source: string, item: IngestItem, index: number, now: number): Item {
  const at = (field: 'created_at' | 'read_at' | 'archived_at', text: string) =>
    timeOf(text, `/items/${index}/${field}`);
  const state = (['read_at', 'archived_at'] as const).flatMap((field) => {
    const value = item[field];
    return value === undefined ? [] : [[field, value === null ? null : at(field, value)] as const];
  });
  const createdAt = item.created_at === undefined ? now : at('created_at', item.created_at);
  return {
    externalId: clean(item.external_id),
    revision: item.revision ?? null,
    createdAt: Math.max(0, Math.min(createdAt, now)),
    state: Object.fromEntries(state),
    content: item.content === undefined ? null : toContent(source, item.content),
    occurrences: item.content?.occurrences ?? null,
    deleted: item.deleted ?? false,
  };
}
