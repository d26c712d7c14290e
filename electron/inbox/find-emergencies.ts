import type { ListPage } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { Transport } from '../../server/client/client.ts';

/** How many emergencies are asked for; more of them are repeated only while they are heard of. */
const MOST = 200;

/** `isWhole`: there are no others. `revision`: which changes the answer has. */
export type FoundEmergencies = Readonly<{
  items: readonly Notification[];
  isWhole: boolean;
  revision: number;
}>;

/** The pages of a search, until there are enough rows. */
async function pagesOf(list: Transport['list'], q: string): Promise<readonly [ListPage, ...ListPage[]]> {
  const first = await list({ q, limit: MOST });
  const pages: [ListPage, ...ListPage[]] = [first];
  let { next } = first;
  let found = first.items.length;
  // A page may end early, where its rows are long.
  while (next !== null && found < MOST) {
    const page = await list({ q, cursor: next, limit: MOST });
    pages.push(page);
    found += page.items.length;
    ({ next } = page);
  }
  return pages;
}

/** Emergencies that nobody has acknowledged, wherever they lie. Rejects as `list` does. */
export async function findEmergencies(list: Transport['list']): Promise<FoundEmergencies> {
  // Without `is:deleted`, a filter finds nothing in the Bin.
  const [first, ...others] = await pagesOf(list, 'is:emergency');
  const binned = await pagesOf(list, 'is:emergency is:deleted');
  const all = [first, ...others, ...binned];
  return {
    items: all.flatMap(({ items }) => items),
    isWhole:
      [others.at(-1) ?? first, binned.at(-1)].every((last) => last?.next === null) &&
      // Between two pages, a row may have moved to where it was not looked for any more.
      all.every(({ epoch, revision }) => epoch === first.epoch && revision === first.revision),
    revision: first.revision,
  };
}
