/** What this computer and its user say about interruptions right now. */

/** Why toasts wait, the most deliberate reason first: where several hold, the first is named. */
export const HOLDS = ['paused', 'quiet_hours', 'do_not_disturb', 'locked'] as const;
export type HoldReason = (typeof HOLDS)[number];

export type Hold = Readonly<{
  reason: HoldReason;
  /** The desktop or notification daemon that says so. */
  by: string | null;
  /** ISO 8601; null: unknown. */
  until: string | null;
}>;

export type Situation = Readonly<{
  /** In the order of `HOLDS`. */
  holds: readonly Hold[];
  /** Others may look at the screen: it is locked, or something is being presented. */
  isExposed: boolean;
  /** No input for two minutes. */
  isIdle: boolean;
}>;

/** Others may look at a locked screen, and at one that is presented. */
export const isExposedBy = (holds: readonly Hold[], isPresenting: boolean): boolean =>
  isPresenting || holds.some(({ reason }) => reason === 'locked');
