import type { BareRowCommandId } from '#app/rules/commands';
import type { ToastSound } from '#app/rules/sounds';

/**
 * A button of a toast. `sender`: one that the notification's sender has defined, with its id there. `reply`: asks for an answer, in a
 * field of the toast where the system has such fields. `mute`: mutes the source of a storm for an hour.
 */
export type ToastButton = Readonly<{ label: string }> &
  (
    | Readonly<{ kind: 'command'; command: BareRowCommandId }>
    | Readonly<{ kind: 'sender'; id: string }>
    | Readonly<{ kind: 'reply'; placeholder: string }>
    | Readonly<{ kind: 'mute' }>
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
  /** Toasts of one group stand together in a notification centre. */
  group?: string;
  /** What it is about. https://specifications.freedesktop.org/notification-spec/latest/categories.html */
  category?: string;
  /** A notification centre need not keep it. */
  isTransient?: boolean;
}>;

/**
 * `closed`: withdrawn before it appeared. `timeout`: the daemon does not answer; the toast may still appear. `unavailable`: no
 * daemon runs, so it certainly did not appear. `failed`: the system refused it.
 */
export type ShowOutcome = 'shown' | 'closed' | 'timeout' | 'unavailable' | 'failed';

/** How many toasts can still be clicked after they have left the screen, for example in a notification centre. */
export const REMEMBERED = 1_000;

/**
 * What a user did with a toast. `sender`: pressed the sender's button with this id; the toast may stay for the result. `compose`: wants to
 * write an answer. `reply`: has written one. `token`: allows a window to take the focus for this click
 * (https://wayland.app/protocols/xdg-activation-v1).
 */
export type Click = (
  | Readonly<{ type: 'open' | 'compose' | 'mute' }>
  | Readonly<{ type: 'button'; command: BareRowCommandId }>
  | Readonly<{ type: 'sender'; action: string }>
  | Readonly<{ type: 'reply'; text: string }>
) &
  Readonly<{ token?: string }>;

/** Who took a toast off the screen. `program`: one that asked for it. `daemon`: the daemon ended. `unknown`: the system does not say. */
export type ClosedBy = 'user' | 'expired' | 'program' | 'daemon' | 'unknown';

export type NotifierEvent =
  | (Readonly<{ key: string }> & Click)
  /** It has left the screen; a click may still come from a notification centre. */
  | Readonly<{ type: 'closed'; key: string; by: ClosedBy }>
  /** A click on a toast of an earlier run, which ended without closing it. `place`: null if the system does not say which. */
  | Readonly<{ type: 'activated'; place: string | null; reply: string | null }>
  /** A daemon runs again; the toasts of the previous one are gone. */
  | Readonly<{ type: 'available' }>;

/** Shows native notifications. Nothing in it blocks, throws or rejects. */
export interface Notifier {
  show(toast: Toast): Promise<ShowOutcome>;
  /** Shows a toast that is on the screen as it is now, without a sound. One that has left the screen does not come back: `closed`. */
  update(toast: Toast): Promise<ShowOutcome>;
  /** Removes the toast with this key from the screen or the notification centre, also one that is about to appear. */
  close(key: string): void;
  /** The daemon's number of the toast with this key; null: it is not on the screen, or the system has no such numbers. */
  idOf(key: string): number | null;
  /** @returns its unsubscribe */
  onEvent(listener: (event: NotifierEvent) => void): () => void;
  /** Removes all its toasts: a click on them would do nothing. Settles soon, also if the system does not answer. */
  dispose(): Promise<void>;
}
