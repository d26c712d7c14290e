import { createHash } from 'node:crypto';

/** An equal event within this time is the same event; in milliseconds. */
const WINDOW = 10 * 60_000;
/** Events that are remembered, so that a flood does not fill the memory. */
const MOST = 50_000;

/** An id for an event that has none: equal for the same channel, name and data within ten minutes. */
export type EventIds = (channel: string, event: string, data: unknown) => string;

export function createEventIds({ now }: { now(): Date }): EventIds {
  const known = new Map<string, Readonly<{ id: string; at: number }>>();

  return (channel, event, data) => {
    const at = now().getTime();
    for (const [hash, one] of known) {
      // In either direction: the clock may have been set back.
      if (Math.abs(at - one.at) < WINDOW && known.size < MOST) break;
      known.delete(hash);
    }
    const hash = createHash('sha256')
      .update(JSON.stringify([channel, event, data]))
      .digest('hex');
    const earlier = known.get(hash);
    if (earlier !== undefined) return earlier.id;
    // After a restart nothing is remembered: then ten-minute windows of the clock keep equal events equal.
    const id = `${hash.slice(0, 40)}-${Math.floor(at / WINDOW)}`;
    known.set(hash, { id, at });
    return id;
  };
}
