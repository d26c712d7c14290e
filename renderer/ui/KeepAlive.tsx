import { Activity, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface KeepAliveProps {
  readonly shown: boolean;
  readonly children: ReactNode;
}

/** Whoever was typing when this was put away types on. */
function useTypingOn(box: RefObject<HTMLElement | null>): void {
  const last = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const inside = box.current;
    return () => {
      const { activeElement } = document;
      const isTyping =
        activeElement instanceof HTMLElement && activeElement.matches('input, textarea, select');
      last.current = isTyping && inside?.contains(activeElement) ? activeElement : null;
    };
  }, [box]);
  // After the effects of all inside, which may take the focus for themselves.
  useEffect(() => last.current?.focus(), []);
}

function Box({ children }: Pick<KeepAliveProps, 'children'>) {
  const box = useRef<HTMLDivElement>(null);
  useTypingOn(box);
  return (
    <div ref={box} className="contents">
      {children}
    </div>
  );
}

/** While it is not shown it stays as it is, in memory only: what is typed, what is open, how far it is scrolled. */
export function KeepAlive({ shown, children }: KeepAliveProps) {
  return (
    <Activity mode={shown ? 'visible' : 'hidden'}>
      <Box>{children}</Box>
    </Activity>
  );
}
