import { timestamp } from '#server/rules/time';
import type { IngestItem } from '#server/source';

/** A notification as a page of the app's list has it. */
export type Row = Readonly<{
  id: string;
  item: IngestItem;
  /** Of its creation by the app's clock, in milliseconds; null: the app does not say. */
  time: number | null;
  unread: boolean;
}>;

const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const WITHOUT_ZONE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/;

/** Milliseconds of ISO 8601, or of a database's own form, which is UTC; null for anything else. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value.replace(WITHOUT_ZONE, '$1T$2Z'));
  return Number.isNaN(ms) ? null : ms;
}

/** As the backend's contract has it: UTC with microseconds. */
export function timestampOf(value: unknown): string | null {
  if (typeof value === 'string' && EXACT.test(value) && !Number.isNaN(Date.parse(value))) return value;
  const ms = timeOf(value);
  return ms === null ? null : timestamp(ms);
}

/** Newest first, as far as each says when it was made. */
export function isNewestFirst(rows: readonly Row[]): boolean {
  let before = Number.POSITIVE_INFINITY;
  for (const { time } of rows) {
    if (time === null || time > before) return false;
    before = time;
  }
  return true;
}
