import type { Failure } from '#app/result';
import type { PlainCommandId } from '#app/rules/commands';
import type { Store } from './store.ts';

/** What was done to rows, and the way back. */
export type Did = Readonly<{
  kind: 'did';
  /** As it was asked for; `until`: of a snooze or a mute. */
  action: Readonly<{ kind: string; until?: string | null }>;
  rows: number;
  /** What takes it back, latest first; empty: nothing does. */
  batches: readonly string[];
  /** How many rows are still in the view; null: as many as before, or not known. */
  left: number | null;
}>;

export type SourceCommandId = 'sources.retry' | 'sources.muteHour';

/** The notice at the bottom of the window. */
export type Notice =
  | Readonly<{
      kind: 'failed';
      command: PlainCommandId | SourceCommandId | 'delivery.pause';
      error: Failure;
      again: () => void;
    }>
  | Readonly<{ kind: 'refused'; error: Failure }>
  | Readonly<{ kind: 'gone' }>
  | Did
  /** `left`: how many something newer has changed. */
  | Readonly<{ kind: 'undone'; restored: number; left: number }>
  | Readonly<{ kind: 'nothingToUndo' }>;

export type NoticeStore = Store<Notice | null>;
