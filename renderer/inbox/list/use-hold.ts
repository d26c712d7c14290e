import { type FocusEvent, type PointerEvent, useEffect, useState } from 'react';

interface Hold {
  /** The pointer or the focus is in the list: what is there must stay where it is. */
  readonly held: boolean;
  /** For the element around the rows. */
  readonly holders: Readonly<{
    onPointerMove(event: PointerEvent): void;
    onPointerLeave(): void;
    onFocus(): void;
    onBlur(event: FocusEvent): void;
  }>;
}

/** Tells whether the user has the pointer or the focus in the list: nothing may then slide away under them. */
export function useHold(): Hold {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [inFront, setInFront] = useState(() => document.hasFocus());
  useEffect(() => {
    const look = (): void => setInFront(document.hasFocus());
    window.addEventListener('focus', look);
    window.addEventListener('blur', look);
    return () => {
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', look);
    };
  }, []);
  return {
    held: pointed || (focused && inFront),
    holders: {
      // Not when it enters: rows that scroll under a resting pointer enter, too.
      onPointerMove: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: ({ currentTarget, relatedTarget }) =>
        setFocused(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
    },
  };
}
