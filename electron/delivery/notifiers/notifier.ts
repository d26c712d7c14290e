import type { RowCommandId } from '#server/rules/commands';

/** A native notification, in plain text. */
export type Toast = Readonly<{
  /** Its name in events. Another with the same key takes its place on the screen. */
  key: string;
  /** Keys change with each toast that has left the screen; what it tells of has one place. */
  place: string;
  title: string;
  body: string;
  urgency: 'low' | 'normal' | 'critical';
  silent: boolean;
  /** What it offers where the system has buttons. */
  buttons: readonly RowCommandId[];
  /** File of a picture; null: Belfry's own icon. */
  image: string | null;
}>;

/**
 * `closed`: taken back before it appeared; `timeout`: the daemon does not answer, the toast may still appear; `unavailable`: there is nobody to show it, so it
 * certainly did not appear; `failed`: the system refused it.
 */
export type ShowOutcome = 'shown' | 'closed' | 'timeout' | 'unavailable' | 'failed';

/** So many toasts that have left the screen can still be clicked, wherever the system keeps them. */
export const REMEMBERED = 1_000;

export type NotifierEvent =
  /** `closed`: it has left the screen, expired or dismissed; a click may still come from a notification centre. */
  | Readonly<{ type: 'open' | 'closed'; key: string }>
  | Readonly<{ type: 'button'; key: string; command: RowCommandId }>
  /** There is again somebody to show toasts; those shown before are gone. */
  | Readonly<{ type: 'available' }>;

/** Shows native notifications. Nothing in it blocks, throws or rejects. */
export interface Notifier {
  show(toast: Toast): Promise<ShowOutcome>;
  /** Takes the toast with this key off the screen or out of the notification centre, also one that is only about to appear. */
  close(key: string): void;
  /** Returns its end. */
  onEvent(listener: (event: NotifierEvent) => void): () => void;
  /** Takes all its toasts away: nobody would hear a click on them. Settles soon, also where the system does not answer. */
  dispose(): Promise<void>;
}
