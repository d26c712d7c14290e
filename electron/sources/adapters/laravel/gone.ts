import { AnswerError, hasNoRoute } from '../../http/http.ts';
import type { Allowance } from './allowance.ts';
import type { Row } from './list-row.ts';
import type { Pages } from './pages.ts';
import { createWalk } from './walk.ts';

/** In the words of Laravel's ModelNotFoundException, in every version. */
const NO_MODEL = /^No query results for model\b/;
/** So many rows are read in search of one that is said to be gone. */
const FURTHEST_LOOK = 5_000;
/** After such a search it has time, in milliseconds. */
const AFTER_LOOK = 10 * 60_000;

/**
 * `gone`: the app says so itself, and so knows the action. `told`: it is there as the action wants it, or not at all. `undelivered`: it is
 * there otherwise, or nobody knows; the action is kept, for `after_ms` at least.
 */
export type Verdict = Readonly<{ is: 'gone' | 'done' } | { is: 'unknown'; after_ms?: number }>;

const DONE: Verdict = { is: 'done' };
const UNKNOWN: Verdict = { is: 'unknown' };
const UNKNOWN_FOR_LONG: Verdict = { is: 'unknown', after_ms: AFTER_LOOK };

type Listed = Pick<Row, 'unread'>;

/**
 * A 404 says that a notification is gone, or that the app has no route for the action, or no list any more. A 405 says that of the
 * route: the app has the address for another action.
 */
export const mayBeGone = (error: unknown): error is AnswerError =>
  error instanceof AnswerError && [404, 405, 410].includes(error.status);

/**
 * Tells apart what it stands for: by the app's list first, then by its words. The list is read once, when the first of `ids` needs it.
 * Rejects with a TroubleError where there is no list.
 */
export function createGone(deps: {
  readonly pages: Pick<Pages, 'page'>;
  readonly allowance: Pick<Allowance, 'wait'>;
  /** Of all notifications that may be asked for. */
  readonly ids: readonly string[];
}): (action: 'read' | 'delete', id: string, error: AnswerError) => Promise<Verdict> {
  const { pages, allowance, ids } = deps;
  let top: ReturnType<Pages['page']> | null = null;
  let all: ReturnType<typeof lookThrough> | null = null;

  /** `isWhole`: to its end. */
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
