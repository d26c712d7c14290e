import { type KeyboardEvent, type RefObject, useState } from 'react';
import { type Completion, type Completions, completionsAt } from './completions.ts';
import { useKnownValues } from './use-known-values.ts';

interface CompletionState {
  /** What is offered now; null: nothing. */
  readonly offered: Completions | null;
  /** Index of the marked one; -1: none. */
  readonly marked: number;
  /** The field's text or caret has changed. */
  moved(caret: number | null): void;
  choose(option: Completion): void;
  /** Whether the key was one of the list's. */
  press(event: KeyboardEvent): boolean;
  /** Until the next change. */
  hide(): void;
}

/** What the field offers at its caret, and the keys of that list. */
export function useCompletion(
  input: RefObject<HTMLInputElement | null>,
  text: string,
  type: (text: string) => void,
): CompletionState {
  const known = useKnownValues();
  const [caret, setCaret] = useState<number | null>(null);
  const [marked, setMarked] = useState(-1);
  const offered = caret === null ? null : completionsAt(text, caret, known);

  function moved(at: number | null): void {
    setCaret(at);
    setMarked(-1);
  }

  function choose({ insert }: Completion): void {
    if (offered === null) return;
    const next = text.slice(0, offered.from) + insert + text.slice(offered.to).trimStart();
    const at = offered.from + insert.length;
    type(next);
    moved(at);
    // The field has its new text with the next frame; its own caret would then be at the end.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(at, at);
    });
  }

  function press(event: KeyboardEvent): boolean {
    if (offered === null || event.nativeEvent.isComposing) return false;
    const { length } = offered.options;
    const option = offered.options[marked];
    switch (event.key) {
      case 'ArrowDown':
        setMarked((marked + 1) % length);
        return true;
      case 'ArrowUp':
        setMarked((marked <= 0 ? length : marked) - 1);
        return true;
      case 'Enter':
      case 'Tab':
        if (option === undefined) return false;
        choose(option);
        return true;
      default:
        return false;
    }
  }

  return { offered, marked, moved, choose, press, hide: () => moved(null) };
}
