import { Activity, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface KeepAliveProps {
  readonly shown: boolean;
  readonly children: ReactNode;
}

/** Gives the focus back to the field in which the user was typing when this was hidden. */
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
  // After the effects of everything inside, which may take the focus.
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

/** Keeps what is inside while it is hidden: typed text, open parts, scroll position. In memory only. */
export function KeepAlive({ shown, children }: KeepAliveProps) {
  return (
    <Activity mode={shown ? 'visible' : 'hidden'}>
      <Box>{children}</Box>
    </Activity>
  );
}
