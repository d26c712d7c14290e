import { useEffect, useEffectEvent } from 'react';
import { type MoveId, TYPING, useActiveRow, useDispatcher } from '../../commands/commands.ts';
import { focusReading, isReading } from '../pane/pane.tsx';
import type { Rows } from '../use-rows.ts';
import { moved } from './roving.ts';
import type { View } from './use-view.ts';

/** These handle Enter and the arrows themselves. */
const CONTROLS = 'button, a[href], [role="tab"], [role="switch"], input';

interface ListKeys {
  readonly rows: Rows;
  readonly active: string | null;
  readonly view: View;
  /** The row with the focus in it. */
  hasFocus(): boolean;
  goTo(id: string): void;
  /** The row may leave the list. */
  onActed(id: string): void;
}

/**
 * The keys of the list, wherever the focus is. Those that act do so only on a visible, focused
 * row; if it was scrolled away, they only bring it back.
 */
export function useListKeys({ rows, active, view, hasFocus, goTo, onActed }: ListKeys): void {
  const items = rows.items ?? [];
  const { deedOf, moveOf } = useDispatcher();
  useActiveRow(items.find((row) => row.id === active) ?? null, (deed, item) => {
    rows.run(deed, item);
    onActed(item.id);
  });

  function destination(move: MoveId, enters: boolean): string | null {
    const ids = items.map((row) => row.id);
    if (enters || active === null) return moved(ids, null, move, view.page());
    if (move !== 'list.first' && move !== 'list.last') {
      // After scrolling, moves start from what is in sight.
      const seen = view.nearest(active);
      if (seen !== active || !hasFocus()) return seen;
    }
    return hasFocus() ? moved(ids, active, move, view.page()) : active;
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
    const item = items.find((row) => row.id === active);
    const deed = item === undefined ? null : deedOf(event, item);
    const move = moveOf(event);
    // From the search field, Down leads into the results.
    const enters = event.key === 'ArrowDown' && event.target.matches('[type="search"]');
    if (event.target.matches(TYPING) && !enters) return;
    const control = event.target.matches(CONTROLS) && !enters;
    const presses = control && (event.key === 'Enter' || event.key === ' ');
    if (active !== null && hasFocus() && (presses || deed !== null) && !view.shows(active)) {
      event.preventDefault();
      goTo(active);
    } else if (deed !== null && item !== undefined) {
      if (!hasFocus() || presses) return;
      event.preventDefault();
      rows.press(deed, item);
      if (deed === 'row.toggle') focusReading();
      onActed(item.id);
    } else if (move !== null) {
      // Named keys and the space bar scroll the text that is being read.
      if (isReading(event.target) && (event.key.length > 1 || event.key === ' ')) return;
      // Tabs use the arrows themselves; j and k work anywhere.
      if (presses || (control && !hasFocus() && event.key.length > 1)) return;
      const to = destination(move, enters);
      if (to === null) return;
      event.preventDefault();
      goTo(to);
    }
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
