/** A native notification, in plain text. */
export type Toast = Readonly<{
  /** One toast per key is on the screen: another with the same key takes its place. */
  key: string;
  title: string;
  body: string;
  urgency: 'low' | 'normal' | 'critical';
  silent: boolean;
  /** Offers “Mark read” where the system has buttons. */
  readable: boolean;
  /** File of a picture; null: Belfry's own icon. */
  image: string | null;
}>;

/**
 * `closed`: taken back before it appeared; `timeout`: the daemon does not answer, the toast may still appear; `unavailable`: there is nobody to show it, so it
 * certainly did not appear; `failed`: the system refused it.
 */
export type ShowOutcome = 'shown' | 'closed' | 'timeout' | 'unavailable' | 'failed';

export type NotifierEvent =
  | Readonly<{ type: 'open' | 'read' | 'closed'; key: string }>
  /** There is again somebody to show toasts; those shown before are gone. */
  | Readonly<{ type: 'available' }>;

/** Shows native notifications. Nothing in it blocks, throws or rejects. */
export interface Notifier {
  show(toast: Toast): Promise<ShowOutcome>;
  /** Takes the toast with this key off the screen, also one that is only about to appear. */
  close(key: string): void;
  /** Returns its end. */
  onEvent(listener: (event: NotifierEvent) => void): () => void;
  dispose(): void;
}
