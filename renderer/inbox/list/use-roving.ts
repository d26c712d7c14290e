import { type FocusEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { survivor } from './roving.ts';

interface Roving {
  /** The row with the tab stop; null: no row. */
  readonly active: string | null;
  /** The row that the user has gone to; null: none yet. */
  readonly chosen: string | null;
  /** Whether the focus is on or in a row. */
  hasFocus(): boolean;
  /** Whether the focus is on or in this row. */
  holdsFocus(id: string): boolean;
  /** Moves the tab stop and the focus; the row is drawn by then, because the list always draws the active one. */
  focus(id: string): void;
  readonly handlers: Readonly<{
    onFocus(event: FocusEvent<HTMLElement>): void;
    onBlur(event: FocusEvent<HTMLElement>): void;
  }>;
}

function rowOf(node: EventTarget): string | null {
  return node instanceof Element ? (node.closest<HTMLElement>('[data-id]')?.dataset.id ?? null) : null;
}

/** One tab stop for all rows. When its row is removed, it moves on and takes the focus along. */
export function useRoving(ids: readonly string[], list: RefObject<HTMLElement | null>): Roving {
  const [state, setState] = useState<Readonly<{ ids: readonly string[]; active: string | null }>>({
    ids,
    active: null,
  });
  const focused = useRef(false);
  const wanted = useRef<string | null>(null);
  const [, redraw] = useState(0);

  let { active } = state;
  if (state.ids !== ids) {
    active = survivor(state.ids, ids, state.active);
    setState({ ids, active });
  }
  const chosen = active;
  active ??= ids[0] ?? null;

  useLayoutEffect(() => {
    // React removes a row without a blur event, so `focused` is still true when the focus has fallen to the page.
    const lost = focused.current && document.activeElement === document.body;
    const id = wanted.current ?? (lost ? active : null);
    wanted.current = null;
    if (id === null) return;
    list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  });

  return {
    active,
    chosen,
    hasFocus: useCallback(() => focused.current, []),
    holdsFocus: useCallback(
      (id) => document.activeElement !== null && rowOf(document.activeElement) === id,
      [],
    ),
    focus: useCallback((id) => {
      wanted.current = id;
      setState((before) => ({ ids: before.ids, active: id }));
      redraw((count) => count + 1);
    }, []),
    handlers: {
      onFocus({ target }) {
        focused.current = true;
        const id = rowOf(target);
        if (id !== null)
          setState((before) => (before.active === id ? before : { ids: before.ids, active: id }));
      },
      onBlur({ target, relatedTarget }) {
        // The window lost the focus; the row keeps it.
        if (document.activeElement === target) return;
        focused.current = relatedTarget instanceof Node && list.current?.contains(relatedTarget) === true;
      },
    },
  };
}
