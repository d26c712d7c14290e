import { type RefObject, useCallback } from 'react';
import { type Extent, isInSight, nearestInSight } from './extent.ts';
import { HEADING_HEIGHT } from './use-virtual-entries.ts';

export interface View {
  /** Whether the row can be seen now. */
  shows(id: string): boolean;
  /** The row itself if it can be seen, else the nearest one that can. */
  nearest(id: string): string | null;
  /** By how many rows a page moves: one of those in sight stays there. */
  page(): number;
}

/** What of the list can be seen now. The focused row may be scrolled away. */
export function useView(scroller: RefObject<HTMLElement | null>): View {
  const look = useCallback(
    (id: string | null) => {
      const { top = 0, bottom = 0 } = scroller.current?.getBoundingClientRect() ?? {};
      // The day's heading covers the rows.
      const view: Extent = { top: top + HEADING_HEIGHT, bottom };
      const drawn = scroller.current?.querySelectorAll<HTMLElement>('[data-id]') ?? [];
      const rows = Array.from(drawn, (element) => {
        const extent = element.getBoundingClientRect();
        return { id: element.dataset.id ?? '', top: extent.top, bottom: extent.bottom };
      });
      return { view, rows, row: rows.find((each) => each.id === id) };
    },
    [scroller],
  );
  return {
    shows: useCallback(
      (id) => {
        const { row, view } = look(id);
        return row !== undefined && isInSight(row, view);
      },
      [look],
    ),
    nearest: useCallback(
      (id) => {
        const { row, rows, view } = look(id);
        if (row === undefined || isInSight(row, view)) return id;
        return nearestInSight(rows, view, row)?.id ?? id;
      },
      [look],
    ),
    page: useCallback(() => {
      const { rows, view } = look(null);
      return Math.max(1, rows.filter((row) => isInSight(row, view)).length - 1);
    }, [look]),
  };
}
