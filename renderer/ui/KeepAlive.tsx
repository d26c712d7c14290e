import { Activity, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { focusHome } from './focus-home.ts';

interface KeepAliveProps {
  readonly shown: boolean;
  readonly children: ReactNode;
}

/**
 * Gives the focus back to what had it when this was hidden; if that is gone, or nothing had it, to the place for it
 * (`data-focus-home`).
 */
function useFocusKept(box: RefObject<HTMLElement | null>): void {
  const last = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const inside = box.current;
    return () => {
      const { activeElement } = document;
      const isInside = activeElement instanceof HTMLElement && inside?.contains(activeElement) === true;
      last.current = isInside ? activeElement : null;
    };
  }, [box]);
  // After the effects of everything inside, which may take the focus.
  useEffect(() => {
    if (last.current?.isConnected) last.current.focus({ preventScroll: true });
    else if (box.current?.contains(document.activeElement) === false) focusHome(box.current);
  }, [box]);
}

function Box({ children }: Pick<KeepAliveProps, 'children'>) {
  const box = useRef<HTMLDivElement>(null);
  useFocusKept(box);
  return (
    <div ref={box} className="contents">
      {children}
    </div>
  );
}

/** Keeps what is inside while it is hidden: typed text, open parts, scroll position. In memory only. */
export function KeepAlive({ shown, children }: KeepAliveProps) {
  return (
    <Activity mode={shown ? 'visible' : 'hidden'}>
      <Box>{children}</Box>
    </Activity>
  );
}
