import { useEffect, useEffectEvent } from 'react';
import { actionOf, keyCommand } from './keymap.ts';
import { moved } from './roving.ts';
import type { Rows } from './use-rows.ts';

/** What is typed there is for it; a menu goes to the item that begins so. */
export const TYPING = 'input:not([type="radio"]), textarea, select, [contenteditable], [role^="menu"]';
/** These take Enter and the arrows for themselves. */
const CONTROLS = 'button, a[href], [role="tab"], [role="switch"], input';

interface ListKeys {
  readonly rows: Rows;
  readonly active: string | null;
  /** The row that has the focus, or holds the button that has it. */
  hasFocus(): boolean;
  goTo(id: string): void;
}

/** The keys of the list, wherever the focus is; those that act do so only on a row that shows it has the focus. */
export function useListKeys({ rows, active, hasFocus, goTo }: ListKeys): void {
  const items = rows.items ?? [];
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
    const command = keyCommand(event);
    // From the field of the search, the way down is into what was found.
    const enters = event.key === 'ArrowDown' && event.target.matches('[type="search"]');
    if (command === null || (event.target.matches(TYPING) && !enters)) return;
    const control = event.target.matches(CONTROLS) && !enters;
    if (command.kind === 'act') {
      const item = items.find((row) => row.id === active);
      if (item === undefined || !hasFocus() || (control && event.key === 'Enter')) return;
      event.preventDefault();
      if (command.act === 'reply') {
        if (item.reply !== null) rows.reply(item);
        return;
      }
      const action = actionOf(command.act, item);
      if (action === 'open') rows.toggle(item);
      else rows.act(action, item);
      return;
    }
    // A tab has its own arrows; j and k lead from anywhere.
    if (control && !hasFocus() && event.key.length > 1) return;
    const ids = items.map((row) => row.id);
    const entry = enters ? null : active;
    const to = hasFocus() ? moved(ids, active, command.to) : (entry ?? moved(ids, null, command.to));
    if (to === null) return;
    event.preventDefault();
    goTo(to);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
