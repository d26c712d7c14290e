import type { SoundName } from '#app/rules/sounds';
import type { RowCommandId } from '#server/rules/commands';

/** `none`: it appears silently. `all`, `urgent`: the sound of the settings for most, or for what breaks through. Else one of Belfry's own. */
export type ToastSound = 'none' | 'all' | 'urgent' | SoundName;

/**
 * A button of a toast. `sender`: one that the notification's sender has defined, with its id there. `reply`: asks for an answer. `mute`:
 * mutes the source of a storm for an hour.
 */
export type ToastButton = Readonly<{ label: string }> &
  (
    | Readonly<{ kind: 'command'; command: RowCommandId }>
    | Readonly<{ kind: 'sender'; id: string }>
    | Readonly<{ kind: 'reply' | 'mute' }>
  );

/** A native notification, in plain text. */
export type Toast = Readonly<{
  /** The toast's name in events. A toast with the same key replaces it on the screen. */
  key: string;
  /** What the toast is about. It stays the same when the key changes because an earlier toast has left the screen. */
  place: string;
  title: string;
  body: string;
  urgency: 'low' | 'normal' | 'critical';
  sound: ToastSound;
  /** The most important one first: a system may have no buttons, or room for some. */
  buttons: readonly ToastButton[];
  /** File of a picture; null: Belfry's own icon. */
  image: string | null;
}>;

/**
 * `closed`: withdrawn before it appeared. `timeout`: the daemon does not answer; the toast may still appear. `unavailable`: no
 * daemon runs, so it certainly did not appear. `failed`: the system refused it.
 */
export type ShowOutcome = 'shown' | 'closed' | 'timeout' | 'unavailable' | 'failed';

/** How many toasts can still be clicked after they have left the screen, for example in a notification centre. */
export const REMEMBERED = 1_000;

/**
 * What a user did with a toast. `sender`: pressed the sender's button with this id. `compose`: wants to write an answer. `reply`: has
 * written one.
 */
export type Click =
  | Readonly<{ type: 'open' | 'compose' | 'mute' }>
  | Readonly<{ type: 'button'; command: RowCommandId }>
  | Readonly<{ type: 'sender'; action: string }>
  | Readonly<{ type: 'reply'; text: string }>;

/** Who took a toast off the screen. `program`: one that asked for it. `daemon`: the daemon ended. `unknown`: the system does not say. */
export type ClosedBy = 'user' | 'expired' | 'program' | 'daemon' | 'unknown';

export type NotifierEvent =
  | (Readonly<{ key: string }> & Click)
  /** It has left the screen; a click may still come from a notification centre. */
  | Readonly<{ type: 'closed'; key: string; by: ClosedBy }>
  /** A daemon runs again; the toasts of the previous one are gone. */
  | Readonly<{ type: 'available' }>;

/** Shows native notifications. Nothing in it blocks, throws or rejects. */
export interface Notifier {
  show(toast: Toast): Promise<ShowOutcome>;
  /** Removes the toast with this key from the screen or the notification centre, also one that is about to appear. */
  close(key: string): void;
  /** @returns its unsubscribe */
  onEvent(listener: (event: NotifierEvent) => void): () => void;
  /** Removes all its toasts: a click on them would do nothing. Settles soon, also if the system does not answer. */
  dispose(): Promise<void>;
}
