import type { Counts, Delta } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { Decided } from './actions.ts';

/** Where an inbox stands. */
export type Position = Readonly<{ epoch: string; revision: number; counts: Counts }>;

/** What a command changed. `created`: the notification, when it is a new one. */
export type Outcome = Readonly<{
  userId: number;
  delta: Delta;
  created: Notification | null;
  /** When the clock may have to do something that nobody knew of, in milliseconds since 1970. */
  dueAt?: number | null;
}> &
  Partial<Decided>;

/** `woken`: what it has changed before it came, in a revision of its own: it ends the snooze of its thread. */
export type Arrival = Outcome &
  Readonly<{ notification: Notification; folded: boolean; woken: Outcome | null }>;

/** `rows`: how many it changed. `batch` takes it back; null: it changed nothing, or cannot be undone. */
export type Acted = Outcome & Readonly<{ batch: string | null; rows: number }>;
/** `left`: rows that something newer has changed. */
export type Undone = Outcome & Readonly<{ restored: number; left: number }>;
