import type { View } from '#server/rules/state';
import { createGauge, NEWEST } from '../page.ts';
import type { ThreadRepository } from '../ports.ts';
import type { NotificationRow, RowPlace, ThreadCounts } from '../rows.ts';
import { rowOf, rowsOf, rowsUpTo } from '../statement-step.ts';
import { steps } from '../step.ts';

/** ?1 is the user; ?2, ?3 the place, ?4 the limit. */
export type ThreadStatements = Readonly<{
  /** The entries among the next ?5 rows of a view. */
  walk(view: View): string;
  /** The place of row number ?4, counted from 0. */
  end(view: View): string;
  /** The newest row of each thread. */
  heads(view: View): string;
  /** Rows of no thread. */
  alone(view: View): string;
  /** ?2: pairs of source and key, as JSON */
  counts(view: View | null): string;
}>;

/** So many rows are looked at one by one. Where they are of few threads, the threads are few enough to be listed. */
const WALKED = 4_000;

const byPlace = (a: RowPlace, b: RowPlace): number => b.surfaced_at - a.surfaced_at || (a.id < b.id ? 1 : -1);

export const createThreadRepository = (sql: ThreadStatements, walked = WALKED): ThreadRepository => ({
  page: steps('threads.page', function* (userId, view, before, limit) {
    const { surfaced_at, id } = before ?? NEWEST;
    const isTooMany = createGauge();
    const near = yield* rowsUpTo<NotificationRow>('threads.page', isTooMany, sql.walk(view), [
      ...[userId, surfaced_at, id, limit, walked],
    ]);
    if (near.length >= limit) return near;
    const end = yield* rowOf<RowPlace>('threads.page', sql.end(view), [userId, surfaced_at, id, walked - 1]);
    if (end === undefined) return near;
    const rest = [userId, end.surfaced_at, end.id, limit - near.length] as const;
    const heads = yield* rowsUpTo<NotificationRow>('threads.page', createGauge(), sql.heads(view), rest);
    const alone = yield* rowsUpTo<NotificationRow>('threads.page', createGauge(), sql.alone(view), rest);
    return [...near, ...[...heads, ...alone].sort(byPlace)].slice(0, limit);
  }),
  counts: (userId, view, threads) =>
    rowsOf<ThreadCounts>('threads.counts', sql.counts(view), [
      userId,
      JSON.stringify(threads.map(({ source, key }) => [source, key])),
    ]),
});
