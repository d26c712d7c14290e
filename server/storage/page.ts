import { PAGE_BYTES } from '#server/inbox';
import type { RowPlace } from './rows.ts';

/** Above every row. */
export const NEWEST: RowPlace = { surfaced_at: Number.MAX_SAFE_INTEGER, id: '' };

/** The columns of a row that can be large. */
const LARGE = ['message', 'data', 'envelope', 'reply', 'tags', 'actions', 'attachments'] as const;
type Large = Readonly<Partial<Record<(typeof LARGE)[number], string | null>>>;

/** Size of the rest of a row in an answer, in bytes. */
const FRAME = 1_024;

const weightOf = (row: Large): number =>
  LARGE.reduce((sum, name) => sum + Buffer.byteLength(row[name] ?? ''), FRAME);

/** Answers for each row in turn whether it no longer fits on the page. The first always fits. */
export function createGauge(): (row: Large) => boolean {
  let weight = 0;
  return (row) => {
    const isFirst = weight === 0;
    weight += weightOf(row);
    return weight > PAGE_BYTES && !isFirst;
  };
}

/** The rows of one page: at most `limit`, or fewer when they are large. */
export function pageOf<R extends Large>(rows: readonly R[], limit: number): R[] {
  const end = rows.slice(0, limit).findIndex(createGauge());
  return rows.slice(0, end === -1 ? limit : end);
}
