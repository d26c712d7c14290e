/** What says where a notification stands in a list. A server from before `surfaced_at` has its lists in the order of `created_at`. */
export type Placed = Readonly<{ id: string; created_at: string; surfaced_at?: string | undefined }>;

/** ISO 8601 in UTC with microseconds: compares as text. */
const timeOf = ({ surfaced_at, created_at }: Placed): string => surfaced_at ?? created_at;

/** The order of every list, here and on the server: by `surfaced_at`; of two at one time, by id. */
export function newestFirst(a: Placed, b: Placed): number {
  const [timeA, timeB] = [timeOf(a), timeOf(b)];
  if (timeA !== timeB) return timeA < timeB ? 1 : -1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}

/** What `GET /api/inbox` goes on below; opaque to everybody but us. */
export const cursorOf = (item: Placed): string => `${timeOf(item)}_${item.id}`;
