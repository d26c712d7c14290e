/** A test notification on its way from a sender to the screen: its steps, in their order. */
import type { Kept } from './decisions.ts';

export const WALK_STEPS = ['api', 'disk', 'channel', 'decision', 'toast'] as const;
export type WalkStep = (typeof WALK_STEPS)[number];

export type WalkResult = Readonly<{
  step: WalkStep;
  /** `skipped`: an earlier step has ended the walk. */
  outcome: 'ok' | 'failed' | 'skipped';
  /** What was decided, and how it went. */
  kept: Kept | null;
}>;

export type Walk = Readonly<{
  steps: readonly WalkResult[];
  /** The notification daemon's name and version; null: none answers, or the system itself shows notifications. */
  daemon: string | null;
  /** What the daemon calls the toast; null: it has left the screen, is shared with others, or the system has no such number. */
  toastId: number | null;
  /** Whether this desktop has a page for notifications that Belfry can open. */
  hasSettings: boolean;
}>;
