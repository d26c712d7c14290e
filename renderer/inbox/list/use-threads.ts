import { useCommands } from '../../commands/commands.ts';
import type { Rows } from '../use-rows.ts';

/**
 * What concerns more of the list than a row: moves between its entries, past the rows of expanded threads; to collapse one leads to its
 * head; to read a day.
 */
export function useThreads(
  rows: Rows,
  readDay: (id: string) => void,
  active: string | null,
  goTo: (id: string) => void,
): Pick<Rows, 'run'> {
  const { items, places, run } = rows;
  const move = (step: 1 | -1): void => {
    const ids = (items ?? []).map(({ id }) => id);
    const isEntry = (id: string): boolean => places.get(id)?.kind !== 'part';
    const at = active === null ? -1 : ids.indexOf(active);
    const to = step === 1 ? ids.slice(at + 1).find(isEntry) : ids.slice(0, Math.max(0, at)).findLast(isEntry);
    if (to !== undefined) goTo(to);
  };
  useCommands({ 'thread.next': () => move(1), 'thread.previous': () => move(-1) });
  return {
    run(id, item) {
      if (id === 'day.read') return readDay(item.id);
      const place = places.get(item.id);
      if (id === 'thread.collapse' && place?.kind === 'part') goTo(place.head);
      run(id, item);
    },
  };
}
