import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useMemo } from 'react';
import type { Entry } from './group.ts';
import { forgetOthers } from './sizes.ts';

export const HEADING_HEIGHT = 32;
const ROW_ESTIMATE = 78;

interface VirtualEntries {
  readonly virtualizer: Virtualizer<HTMLDivElement, HTMLElement>;
  /** Index of the heading of the topmost visible row; it sticks to the top. */
  sticky(): number;
}

/** Draws the visible entries, the heading above them, and the active row, which may have the focus out of sight. */
export function useVirtualEntries(
  entries: readonly Entry[],
  active: string | null,
  atTop: boolean,
  scroller: RefObject<HTMLDivElement | null>,
): VirtualEntries {
  const headings = useMemo(
    () => entries.flatMap((entry, index) => (entry.kind === 'day' ? [index] : [])),
    [entries],
  );
  const activeIndex = useMemo(() => entries.findIndex((entry) => entry.key === active), [entries, active]);
  const headingOf = useCallback(
    (index: number) => headings.findLast((heading) => heading <= index) ?? 0,
    [headings],
  );
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'day' ? HEADING_HEIGHT : ROW_ESTIMATE),
    getItemKey: useCallback((index: number) => entries[index]?.key ?? index, [entries]),
    // The rows being read stay in place when others come or go above; at the top the newest row shows.
    anchorTo: atTop ? 'start' : 'end',
    overscan: 6,
    scrollPaddingStart: HEADING_HEIGHT,
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const indexes = new Set([headingOf(range.startIndex), ...defaultRangeExtractor(range)]);
        if (activeIndex >= 0) indexes.add(activeIndex);
        return [...indexes].sort((a, b) => a - b);
      },
      [headingOf, activeIndex],
    ),
  });
  useEffect(() => forgetOthers(virtualizer.itemSizeCache, entries), [virtualizer, entries]);
  return { virtualizer, sticky: () => headingOf(virtualizer.range?.startIndex ?? 0) };
}
