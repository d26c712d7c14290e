import { AnswerError, hasNoRoute } from '../../http/http.ts';
import type { Allowance } from './allowance.ts';
import type { Row } from './list-row.ts';
import type { Pages } from './pages.ts';
import { createWalk } from './walk.ts';

/** The words of Laravel's ModelNotFoundException, in every version. */
const NO_MODEL = /^No query results for model\b/;
/** The most rows that are read in search of one that is said to be gone. */
const FURTHEST_LOOK = 5_000;
/** The pause after such a search, in milliseconds. */
const AFTER_LOOK = 10 * 60_000;

/**
 * `gone`: the app itself says so, so it has a route for the action. `done`: the row is as the action wants it, or is not there. `unknown`:
 * the row is not as the action wants it, or that is unknown; the action stays in the outbox, for `after_ms` at least.
 */
export type Verdict = Readonly<{ is: 'gone' | 'done' } | { is: 'unknown'; after_ms?: number }>;

const DONE: Verdict = { is: 'done' };
const UNKNOWN: Verdict = { is: 'unknown' };
const UNKNOWN_FOR_LONG: Verdict = { is: 'unknown', after_ms: AFTER_LOOK };

type Listed = Pick<Row, 'unread'>;

/**
 * A 404 can mean that the notification is gone, or that the app has no route for the action, or no list any more. A 405 means the route:
 * the address exists for another method.
 */
export const mayBeGone = (error: unknown): error is AnswerError =>
  error instanceof AnswerError && [404, 405, 410].includes(error.status);

/**
 * Finds out which: first by the app's list, then by the words of the answer. The list is read once, when the first of `ids` needs it.
 * Rejects with a TroubleError if there is no list.
 */
export function createGone(deps: {
  readonly pages: Pick<Pages, 'page'>;
  readonly allowance: Pick<Allowance, 'wait'>;
  /** External ids of all notifications that may be looked for. */
  readonly ids: readonly string[];
}): (action: 'read' | 'delete', id: string, error: AnswerError) => Promise<Verdict> {
  const { pages, allowance, ids } = deps;
  let top: ReturnType<Pages['page']> | null = null;
  let all: ReturnType<typeof lookThrough> | null = null;

  /** `isWhole`: the list was read to its end. */
  async function lookThrough(): Promise<{ seen: ReadonlyMap<string, Listed>; isWhole: boolean }> {
    let isCut = false;
    const walk = createWalk({
      async page(number) {
        if (allowance.wait() > 0) throw new Error('the app takes no more for now');
        return pages.page(number);
      },
      take: async () => {},
      enough(_rows, seen) {
        isCut = seen.size >= FURTHEST_LOOK;
        return isCut || ids.every((id) => seen.has(id));
      },
    });
    const end = await walk.run().catch(() => null);
    return { seen: walk.seen, isWhole: end === 'complete' && !isCut };
  }

  return async (action, id, error) => {
    const isSo = ({ unread }: Listed): boolean => action === 'read' && !unread;
    top ??= pages.page(1);
    const newest = (await top).find((row) => row.id === id);
    if (newest !== undefined) return isSo(newest) ? DONE : UNKNOWN;
    if (hasNoRoute(error)) return UNKNOWN;
    if (error.status === 410 || NO_MODEL.test(error.detail.said ?? '')) return { is: 'gone' };
    all ??= lookThrough();
    const { seen, isWhole } = await all;
    const row = seen.get(id);
    return (row === undefined ? isWhole : isSo(row)) ? DONE : UNKNOWN_FOR_LONG;
  };
}
