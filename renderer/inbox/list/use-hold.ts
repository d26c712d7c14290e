import type { Virtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Entry } from './group.ts';
import { HEADING_HEIGHT } from './use-virtual-entries.ts';

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

/**
 * Keeps held rows where they are when others come above them at the very top of the list. Elsewhere the virtualizer does that by
 * the topmost entry; there that is the heading of the day, which stays the first.
 */
export function useHeldPlace(
  held: boolean,
  entries: readonly Entry[],
  virtualizer: Virtualizer<HTMLDivElement, HTMLElement>,
): void {
  const first = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const index = entries.findIndex(({ key }) => key === first.current);
    first.current = entries.find(({ kind }) => kind !== 'day')?.key;
    const offset = virtualizer.scrollElement?.scrollTop ?? 0;
    if (!held || index <= 1 || offset >= HEADING_HEIGHT) return;
    // Counts in what was measured just now.
    virtualizer.getTotalSize();
    const start = virtualizer.measurementsCache[index]?.start ?? HEADING_HEIGHT;
    virtualizer.scrollToOffset(offset + start - HEADING_HEIGHT);
  }, [held, entries, virtualizer]);
}
