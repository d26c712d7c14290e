import type { Refusal } from '#server/rules/refusals';

/** What became of an outbox entry at its source: an `OutboxResult` of the backend without its id. */
export type UpstreamResult =
  | Readonly<{ outcome: 'done'; revision?: number; gone?: true }>
  | Readonly<{ outcome: 'retry'; after_ms?: number }>
  | Readonly<{ outcome: 'later'; after_ms: number }>
  | Readonly<{ outcome: 'refused'; reason: Refusal }>;

/** The entry will be tried again, and later entries for the same notification wait for it. */
export const isPostponed = ({ outcome }: UpstreamResult): boolean =>
  outcome === 'retry' || outcome === 'later';
