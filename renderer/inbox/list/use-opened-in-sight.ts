import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';

/** Brings a row that was opened into sight whole, or its beginning if it is taller than the list. */
export function useOpenedInSight(
  id: string | null,
  scroller: RefObject<HTMLElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, HTMLElement>,
): void {
  const bringIntoSight = useEffectEvent((row: HTMLElement, height: number) => {
    const index = Number(row.dataset.index);
    // Before it is measured, it counts with the height that it had closed.
    virtualizer.resizeItem(index, row.offsetHeight);
    const room = height - (virtualizer.options.scrollPaddingStart ?? 0);
    virtualizer.scrollToIndex(index, { align: row.offsetHeight > room ? 'start' : 'auto' });
  });
  const last = useRef<string | null>(null);
  useLayoutEffect(() => {
    // A page that is shown again keeps its place.
    if (last.current === id) return;
    last.current = id;
    const list = scroller.current;
    const row = id === null ? null : list?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    if (list && row) bringIntoSight(row, list.clientHeight);
  }, [id, scroller]);
}
