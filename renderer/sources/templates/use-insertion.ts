import { type FocusEvent, type RefObject, useRef } from 'react';

type Fillable = HTMLInputElement | HTMLTextAreaElement;

const isFillable = (target: EventTarget): target is Fillable =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) &&
  target.dataset.fillable !== undefined;

/** Puts placeholders where the caret is, or was last; else at the end of the first text. */
export function useInsertion(
  box: RefObject<HTMLElement | null>,
): Readonly<{ onFocus: (event: FocusEvent) => void; insert: (text: string) => void }> {
  const last = useRef<Fillable | null>(null);
  return {
    onFocus({ target }) {
      if (isFillable(target)) last.current = target;
    },
    insert(text) {
      const known = last.current?.isConnected ? last.current : null;
      const field = known ?? box.current?.querySelector<Fillable>('[data-fillable]');
      if (!field) return;
      field.focus();
      if (known === null) field.setSelectionRange(field.value.length, field.value.length);
      // The only way that Undo can revert.
      document.execCommand('insertText', false, text);
    },
  };
}
