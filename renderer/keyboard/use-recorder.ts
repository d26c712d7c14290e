import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { KEY_BOUNDS } from '#app/rules/keys';
import { isModifier, strokeOf } from '../commands/commands.ts';

/** After this pause the keys are whole, in milliseconds. */
const PAUSE = 1_000;

interface Recorder {
  /** What was pressed by now; null: nobody records. */
  readonly keys: string | null;
  /** The last key has no name that a table could hold. */
  readonly refused: boolean;
  start(): void;
  stop(): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** Records keys one after another, until their user pauses. Escape cancels, and Tab leaves. */
export function useRecorder(onDone: (keys: string) => void): Recorder {
  const [chords, setChords] = useState<readonly string[] | null>(null);
  const [refused, setRefused] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  function stop(): void {
    clearTimeout(timer.current);
    setChords(null);
    setRefused(false);
  }
  // The page may be hidden while it listens.
  useEffect(() => stop, []);

  function onKeyDown(event: KeyboardEvent): void {
    const bare = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (chords === null || (event.key === 'Tab' && bare)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isModifier(event) || event.repeat) return;
    if (event.key === 'Escape' && bare) {
      stop();
      return;
    }
    const stroke = strokeOf(event.nativeEvent);
    setRefused(stroke === null);
    if (stroke === null) return;
    const next = [...chords, stroke.keys];
    setChords(next);
    clearTimeout(timer.current);
    const finish = (): void => {
      stop();
      onDone(next.join(' '));
    };
    if (next.length === KEY_BOUNDS.chords) finish();
    else timer.current = setTimeout(finish, PAUSE);
  }

  return {
    keys: chords?.join(' ') ?? null,
    refused,
    start() {
      setRefused(false);
      setChords([]);
    },
    stop,
    onKeyDown,
  };
}
