import type { Limits } from '../limits.ts';

export interface Counts {
  /** Reports a channel's current number of subscribers. 0 forgets the channel. */
  changed(channel: string, count: number): void;
}

/** Announces changes at once on small channels, and at most once per interval on large ones, where each change goes to everyone. */
export function createCounts(
  { above, intervalMs }: Limits['counts'],
  announce: (channel: string, count: number) => void,
): Counts {
  type Pause = { readonly timer: NodeJS.Timeout; count: number; announced: number };
  const pauses = new Map<string, Pause>();

  function end(channel: string): void {
    const pause = pauses.get(channel);
    if (pause === undefined) return;
    clearTimeout(pause.timer);
    pauses.delete(channel);
  }

  function announceAndPause(channel: string, count: number): void {
    const timer = setTimeout(() => {
      const pause = pauses.get(channel);
      pauses.delete(channel);
      if (pause !== undefined && pause.count !== pause.announced) announceAndPause(channel, pause.count);
    }, intervalMs);
    pauses.set(channel, { timer, count, announced: count });
    announce(channel, count);
  }

  return {
    changed(channel, count) {
      const pause = pauses.get(channel);
      if (count <= above) {
        end(channel);
        announce(channel, count);
      } else if (pause === undefined) {
        announceAndPause(channel, count);
      } else {
        pause.count = count;
      }
    },
  };
}
