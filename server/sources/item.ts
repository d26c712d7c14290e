import { DATA_LIMIT } from '#server/notification';
import { FIELDS } from '#server/rules/content';
import { titleOr } from '#server/rules/text/shown-text';
import { cleanLine } from '#server/rules/text/text';
import type { IngestContent, IngestItem } from '#server/source';
import { AppError } from '../errors.ts';
import { type Content, type NotificationRow, storedPhrases, toStored } from '../storage/storage.ts';

const STATE_FIELDS = [
  ...(['read_at', 'archived_at', 'saved_at', 'snoozed_until', 'deleted_at'] as const),
  'acknowledged_at',
] as const;
type StateField = (typeof STATE_FIELDS)[number];

/** An item of an ingest request. Times are milliseconds since 1970. Absent fields: the source says nothing about them. */
export type Item = Readonly<{
  externalId: string;
  revision: number | null;
  createdAt: number;
  /** Its place in the source's list, in microseconds, at most now; null: unknown. */
  surfacedAt: number | null;
  /** At which of the source's revisions it last came to its top; null: unknown. */
  surfacedRevision: number | null;
  /** When it arrived here, in microseconds. */
  seenAt: number;
  live: boolean;
  state: Readonly<Partial<Record<StateField, number | null>>>;
  /** What the source has decided over it; empty: it decides nothing. */
  decided: Readonly<
    Partial<Pick<NotificationRow, 'muted_at' | 'ended' | 'verdict' | 'insists_until' | 'acknowledged_by'>>
  >;
  /** Which of its sender's actions were chosen there; null: the source says nothing of that. */
  chosen: readonly Readonly<{ action: string; at: number }>[] | null;
  content: Content | null;
  occurrences: number | null;
  deleted: boolean;
  /** Whether the source's list contains it; null: unknown, because it was a broadcast. */
  listed: boolean | null;
  /** Whether its `read_at` was concluded, not said by the source. */
  concluded: boolean;
}>;

/** The place of an item in its source's list, in microseconds; without one, the time at which it was first seen. */
export const listedAt = (item: Item): number => item.surfacedAt ?? item.seenAt;

/** Content from a source is cleaned and trimmed, never refused: one bad item must not block all later ones. */
function toContent(source: string, content: IngestContent): Content {
  const fields = toStored(content);
  const fits = Buffer.byteLength(fields.data) <= DATA_LIMIT;
  return {
    ...fields,
    source,
    title: titleOr(fields.title, titleOr(fields.type, FIELDS.type.fallback)),
    data: fits ? fields.data : '{}',
    trimmed: fits && content.trimmed !== true ? 0 : 1,
    phrases: storedPhrases(content.phrases ?? {}),
    // Stored in `source_ids`, because one notification may have several.
    external_id: null,
    envelope: null,
  };
}

function timeOf(text: string, path: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new AppError('invalid_request', 'This is not a time.', {
      details: [{ path, message: 'must be a time in ISO 8601' }],
    });
  }
  return ms;
}

/** Microseconds, because many rows of a list may share a millisecond, which is all that `Date` reads. */
const micros = (ms: number, text: string): number =>
  ms * 1_000 + Number((/\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? '').padEnd(3, '0'));

/** @throws AppError `invalid_request` for an invalid time */
export function toItem(source: string, item: IngestItem, index: number, now: number): Item {
  const at = (
    field: StateField | 'created_at' | 'surfaced_at' | 'muted_at' | 'insists_until' | 'chosen',
    text: string,
  ) => timeOf(text, `/items/${index}/${field}`);
  const state = STATE_FIELDS.flatMap((field) => {
    const value = item[field];
    return value === undefined ? [] : [[field, value === null ? null : at(field, value)] as const];
  });
  const createdAt = item.created_at === undefined ? now : at('created_at', item.created_at);
  const place = item.surfaced_at ?? item.created_at;
  const placedAt = item.surfaced_at === undefined ? createdAt : at('surfaced_at', item.surfaced_at);
  const { muted_at, ended, verdict, insists_until: until, acknowledged_by } = item;
  return {
    decided: {
      ...(muted_at !== undefined && { muted_at: muted_at === null ? null : at('muted_at', muted_at) }),
      ...(ended !== undefined && { ended }),
      ...(verdict !== undefined && { verdict: verdict === null ? null : JSON.stringify(verdict) }),
      ...(until !== undefined && { insists_until: until === null ? null : at('insists_until', until) }),
      ...(acknowledged_by !== undefined && {
        acknowledged_by: acknowledged_by === null ? null : cleanLine(acknowledged_by),
      }),
    },
    // The source must recognise its id, so only NUL is removed: one of the drivers stops there.
    externalId: item.external_id.replaceAll('\0', ''),
    revision: item.revision ?? null,
    createdAt: Math.max(0, Math.min(createdAt, now)),
    surfacedAt: place === undefined ? null : Math.max(0, Math.min(micros(placedAt, place), now * 1_000)),
    surfacedRevision: item.surfaced_revision ?? null,
    seenAt: now * 1_000,
    live: item.live ?? false,
    state: Object.fromEntries(state),
    chosen: item.chosen?.map(({ action, at: when }) => ({ action, at: at('chosen', when) })) ?? null,
    content: item.content === undefined ? null : toContent(source, item.content),
    occurrences: item.content?.occurrences ?? null,
    deleted: item.deleted ?? false,
    listed: item.listed ?? (item.revision === undefined ? null : true),
    concluded: item.concluded ?? false,
  };
}
