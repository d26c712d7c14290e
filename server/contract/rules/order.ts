/** The fields that decide a notification's place in lists. Older servers have no `surfaced_at` and order by `created_at`. */
export type Placed = Readonly<{ id: string; created_at: string; surfaced_at?: string | undefined }>;

/** ISO 8601 in UTC with microseconds: compares as text. */
const timeOf = ({ surfaced_at, created_at }: Placed): string => surfaced_at ?? created_at;

/** The order of every list, everywhere: by `surfaced_at`, then by id. */
export function newestFirst(a: Placed, b: Placed): number {
  const [timeA, timeB] = [timeOf(a), timeOf(b)];
  if (timeA !== timeB) return timeA < timeB ? 1 : -1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}

/** Revision at which it last came to the top: for somebody who knows an older one, it is news. Older servers do not say it. */
export const newsRevision = (
  item: Readonly<{ created_revision: number; surfaced_revision?: number | undefined }>,
): number => item.surfaced_revision ?? item.created_revision;

/** The cursor with which `GET /api/inbox` continues below a row; opaque to other clients. */
export const cursorOf = (item: Placed): string => `${timeOf(item)}_${item.id}`;
