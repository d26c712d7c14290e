import type { ErrorName } from './protocol.ts';

/** A connection as the live state of its app sees it. */
export interface Seat {
  readonly socketId: string;
  /** A frame of `encode`. Never throws, and never calls back into the live state before it returns. */
  send(frame: Buffer): void;
  /** Says why in a frame, then closes with the same code. */
  dismiss(name: ErrorName): void;
}
