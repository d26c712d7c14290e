import type { ListQuery } from '#server/inbox';
import { FILTER_TERMS, type Filter, isVoid, type Parsed, parseFilter } from '#server/rules/filter/filter';
import { type View, viewNamed } from '#server/rules/state';
import { AppError } from '../errors.ts';
import type { Wanted } from '../storage/storage.ts';

/** @throws AppError `invalid_request` when it has too many terms */
export function filterOf(text: string): Parsed {
  const parsed = parseFilter(text);
  const { length } = parsed.filter;
  if (length <= FILTER_TERMS) return parsed;
  throw new AppError(
    'invalid_request',
    `A filter has at most ${FILTER_TERMS} terms; this one has ${length}.`,
  );
}

/**
 * A filter of rows that something is done to.
 * @throws AppError `invalid_request` when it has too many terms, or one that is not understood: searched as words, `-is:savd` would be
 * nearly every row; `empty_filter` when it asks for nothing, which would be every row
 */
export function chosenFilter(text: string): Parsed {
  const parsed = filterOf(text);
  const unknown = parsed.remarks.filter(({ code }) => code !== 'no_words').map((remark) => remark.text);
  if (unknown.length > 0) {
    throw new AppError('invalid_request', `Not understood in the filter: ${unknown.join(' ')}`, {
      details: unknown.map((term) => ({ path: '/filter/q', message: `${term} is not understood` })),
    });
  }
  if (!parsed.filter.every(isVoid)) return parsed;
  throw new AppError(
    'empty_filter',
    'The filter asks for nothing; an action on a whole view names the view.',
  );
}

type Asked = Readonly<{
  userId: number;
  view: ListQuery['view'];
  source: string | null;
  thread?: string | undefined;
  offset: number;
  now: number;
}>;

/**
 * What a list or an action asks for. `filter` null: none. Without a view, a filter looks everywhere.
 * @throws AppError `invalid_request` for a thread of no source
 */
export function wantedOf(
  { userId, view, source, thread, offset, now }: Asked,
  filter: Filter | null,
): Wanted {
  const otherwise: View | null = filter === null ? 'inbox' : null;
  if (thread !== undefined && source === null)
    throw new AppError('invalid_request', '`group_key` needs the `source` of the thread.');
  return {
    ...{ userId, view: view === undefined ? otherwise : viewNamed(view), source },
    ...{ filter: filter ?? [], moment: { now, offset } },
    ...(thread !== undefined && source !== null && { thread: { source, key: thread } }),
  };
}
