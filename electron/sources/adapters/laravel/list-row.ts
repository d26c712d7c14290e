import { timestamp } from '#server/rules/time';
import type { IngestItem } from '#server/source';

/** A notification in the app's list. */
export type Row = Readonly<{
  id: string;
  item: IngestItem;
  /** When it was created, by the app's clock, in milliseconds; null: the app does not say. */
  time: number | null;
  unread: boolean;
}>;

const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const WITHOUT_ZONE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/;

/** Milliseconds, from ISO 8601 or a database's form (in UTC); null for anything else. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value.replace(WITHOUT_ZONE, '$1T$2Z'));
  return Number.isNaN(ms) ? null : ms;
}

/** In the form of the backend's contract: UTC with microseconds. */
export function timestampOf(value: unknown): string | null {
  if (typeof value === 'string' && EXACT.test(value) && !Number.isNaN(Date.parse(value))) return value;
  const ms = timeOf(value);
  return ms === null ? null : timestamp(ms);
}

/** Whether the rows are sorted, newest first; false if one has no time. */
export function isNewestFirst(rows: readonly Row[]): boolean {
  let before = Number.POSITIVE_INFINITY;
  for (const { time } of rows) {
    if (time === null || time > before) return false;
    before = time;
  }
  return true;
}
