import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import type { Notification } from '#server/notification';
import { useWindowState } from '../../state/state.tsx';

/** Small steps, for rows many times as tall as the window. */
const THRESHOLDS = [0, 0.02, 0.05, 0.1, 0.25, 0.5];

/** Half of the row is visible, or a taller row fills half of the window. */
function isInSight({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry): boolean {
  return intersectionRatio >= 0.5 || intersectionRect.height >= (rootBounds?.height ?? Infinity) / 2;
}

/** Reports which of the drawn rows are in sight. */
export function useSeen(
  items: readonly Notification[],
  positions: ReadonlyMap<string, number>,
  scroller: RefObject<HTMLElement | null>,
): void {
  const { seen } = useWindowState();
  const inSight = useRef(new Set<string>());
  const observer = useRef<IntersectionObserver | null>(null);

  const tell = useEffectEvent(() => {
    seen.show([...inSight.current].flatMap((id) => items[(positions.get(id) ?? 0) - 1] ?? []));
  });

  useEffect(() => {
    const ids = inSight.current;
    const watching = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const id = entry.target.getAttribute('data-id') ?? '';
          if (isInSight(entry)) ids.add(id);
          else ids.delete(id);
        }
        tell();
      },
      { root: scroller.current, threshold: THRESHOLDS },
    );
    observer.current = watching;
    return () => {
      watching.disconnect();
      ids.clear();
      seen.show([]);
    };
  }, [scroller, seen]);

  // Rows are drawn as they come into sight; observing one twice does no harm.
  useEffect(() => {
    for (const row of scroller.current?.querySelectorAll('[data-id]') ?? []) observer.current?.observe(row);
  });
  // Something may have been folded into a row.
  useEffect(() => tell(), [items]);
}
