import { type MouseEvent, useEffect, useEffectEvent } from 'react';
import type { Notification } from '#server/notification';
import type { ListFilter } from '#server/rules/list-filter';
import { useCommands } from '../../commands/commands.ts';
import { useWindowState } from '../../state/state.tsx';

interface Selecting {
  readonly items: readonly Notification[];
  readonly query: ListFilter | null;
  /** The row with the tab stop. */
  readonly active: string | null;
  hasFocus(): boolean;
  shows(id: string): boolean;
  goTo(id: string): void;
}

const rowOf = ({ target }: MouseEvent): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-id]')?.dataset.id ?? null) : null;

/** Selects rows of the list, by keys and by clicks with Shift, Ctrl or Cmd. @returns handlers of the feed */
export function useSelecting({ items, query, active, hasFocus, shows, goTo }: Selecting) {
  const { selection } = useWindowState();
  const ids = items.map(({ id }) => id);
  const follow = useEffectEvent(() => selection.keep(ids));
  useEffect(() => follow(), [items]);
  // Another list has other rows.
  useEffect(() => selection.clear, [selection, query]);

  function onActive(act: (id: string) => void): void {
    if (active === null) return;
    // As any key: not on what nobody sees.
    if (hasFocus() && shows(active)) act(active);
    else goTo(active);
  }
  const extend = (by: 1 | -1): void =>
    onActive((id) => {
      const next = ids[ids.indexOf(id) + by];
      selection.extendTo(id, ids);
      if (next === undefined) return;
      selection.extendTo(next, ids);
      goTo(next);
    });

  useCommands({
    'row.select': () => onActive(selection.toggle),
    'list.selectNext': () => extend(1),
    'list.selectPrevious': () => extend(-1),
    'list.selectAll': () => selection.take(ids),
  });

  return {
    onMouseDownCapture(event: MouseEvent): void {
      // Else it would mark text.
      if (event.shiftKey) event.preventDefault();
    },
    onClickCapture(event: MouseEvent): void {
      const id = rowOf(event);
      if (id === null || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) selection.extendTo(id, ids);
      else selection.toggle(id);
      goTo(id);
    },
  };
}
