/** What became of telling the source; as the backend's outbox wants it, without the id. */
export type UpstreamResult =
  | Readonly<{ outcome: 'done'; revision?: number }>
  | Readonly<{ outcome: 'retry'; reason: string; after_ms?: number }>
  | Readonly<{ outcome: 'later'; after_ms: number }>
  | Readonly<{ outcome: 'refused'; reason: string }>;

/** It is told again at another time, and what follows on it waits with it. */
export const isPostponed = ({ outcome }: UpstreamResult): boolean =>
  outcome === 'retry' || outcome === 'later';
