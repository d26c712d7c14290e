import { createHash } from 'node:crypto';

/** A repetition within this time, in milliseconds, is the same event. */
const WINDOW = 10 * 60_000;
/** Remembered at a time; a flood is no reason to run out of memory. */
const MOST = 50_000;

/** An id for an event that brings none: the same for the same channel, name and data within ten minutes. */
export type EventIds = (channel: string, event: string, data: unknown) => string;

export function createEventIds({ now }: { now(): Date }): EventIds {
  const known = new Map<string, Readonly<{ id: string; at: number }>>();

  return (channel, event, data) => {
    const at = now().getTime();
    for (const [hash, one] of known) {
      // Either way: the clock may have been set back, and the same event is another one hours later.
      if (Math.abs(at - one.at) < WINDOW && known.size < MOST) break;
      known.delete(hash);
    }
    const hash = createHash('sha256')
      .update(JSON.stringify([channel, event, data]))
      .digest('hex');
    const earlier = known.get(hash);
    if (earlier !== undefined) return earlier.id;
    // After a restart of this program, the clock's own ten minutes stand in for what was known.
    const id = `${hash.slice(0, 40)}-${Math.floor(at / WINDOW)}`;
    known.set(hash, { id, at });
    return id;
  };
}
