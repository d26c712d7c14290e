import { createHash } from 'node:crypto';
import type { Span } from '#app/rules/region';
import type { Cursor, IngestItem } from '#server/source';
import { cursorOf, knownOf } from './gap-cursor.ts';
import { type Gap, gapItem, LONG } from './gap-row.ts';

/** How often it is noted, in memory and on disk, that the connection is alive; in milliseconds. */
const NOTE_EVERY = 5_000;
const KEEP_EVERY = 30_000;
/** How long a dead connection can look alive: the link's limits for silence and for a pong together, in milliseconds. */
const UNNOTICED = 26_000;
/** A longer time between two notes means that the clock has jumped or the computer has slept; in milliseconds. */
const JUMP = 3 * NOTE_EVERY;
/** Breaks of a channel that are no further apart than this are one gap; in milliseconds. */
const NEAR = 60_000;
/** Breaks of several channels that begin within this time, and end within `NEAR`, are one gap; in milliseconds. */
const TOGETHER = 5_000;
/** Gaps that may still grow. */
const REMEMBERED = 8;

export interface Gaps {
  /** The channel is subscribed from now on. If it was before, there is a gap in between. */
  subscribed(channel: string): void;
  /** The connection is gone. */
  offline(): void;
  /** Something came: the connection is alive. */
  heard(): void;
  /** Unlock or a change of network: if the computer has slept, the connection is in doubt. */
  check(): void;
  /** Stores the cursor. */
  dispose(): void;
}

/** Gaps that begin at the same time differ in the channel that came back first. */
const idOf = (from: number, channel: string): string =>
  `gap:${from}:${createHash('sha256').update(channel).digest('hex').slice(0, 8)}`;

/**
 * Bare channels repeat nothing: each time in which one of them was not subscribed, or the app did not run, becomes a row that says so.
 * A gap begins when the connection was last known to be alive, so it is never too short.
 */
export function createGaps(deps: {
  readonly channels: readonly string[];
  /** The cursor as it was stored last. */
  cursor: Cursor | null;
  store: (items: readonly IngestItem[], cursor: Cursor) => void;
  /** It is uncertain whether the connection is alive: reconnect. */
  doubt: () => void;
  now: () => Date;
}): Gaps {
  const { channels } = deps;
  const known = knownOf(deps.cursor, channels);
  /** Until when each channel was subscribed, without those that are now. */
  const before = new Map(known.heard);
  /** Since when each channel that is subscribed now has been. */
  const live = new Map<string, number>();
  let gaps: readonly Gap[] = known.gaps;
  /** When the connection was last known to be alive. */
  let alive = 0;
  let timer: NodeJS.Timeout | undefined;
  let notedAt = 0;
  let keptAt = 0;

  const now = (): number => deps.now().getTime();

  function heardUntil(channel: string): number | undefined {
    const since = live.get(channel);
    return since === undefined ? before.get(channel) : Math.max(since, alive);
  }

  function store(items: readonly IngestItem[]): void {
    keptAt = now();
    const heard = new Map<string, number>();
    for (const channel of channels) {
      const until = heardUntil(channel);
      if (until !== undefined) heard.set(channel, until);
    }
    if (heard.size > 0) deps.store(items, cursorOf({ heard, gaps }));
  }

  const jumped = (): boolean => Math.abs(now() - notedAt) > JUMP;

  function note(): void {
    const isDoubtful = jumped();
    notedAt = now();
    if (isDoubtful) {
      deps.doubt();
      return;
    }
    alive = Math.max(alive, notedAt - UNNOTICED);
    if (notedAt - keptAt >= KEEP_EVERY) store([]);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  /** The gap that this break extends, the one that other channels share with it, or a new one. */
  function gapOf(channel: string, { from, until }: Span): Gap {
    const shared = gaps.find((gap) =>
      gap.channels.includes(channel)
        ? from >= gap.from && from - gap.until <= NEAR
        : Math.abs(from - gap.from) <= TOGETHER && until - gap.until <= NEAR,
    );
    if (shared === undefined) {
      return { id: idOf(from, channel), revision: until, from, until, channels: [channel] };
    }
    const { channels: of } = shared;
    return {
      id: shared.id,
      revision: Math.max(until, shared.revision + 1),
      from: Math.min(shared.from, from),
      until: Math.max(shared.until, until),
      channels: of.includes(channel) ? of : [...of, channel],
    };
  }

  const rowOf = (gap: Gap): IngestItem =>
    gapItem(
      gap,
      channels.every((one) => gap.channels.includes(one)),
    );

  return {
    subscribed(channel) {
      if (live.has(channel)) return;
      const until = now();
      const last = before.get(channel);
      const items: IngestItem[] = [];
      if (last !== undefined) {
        // If the clock was set back between two runs, the length is unknown: it counts as a long gap.
        const isUnknown = last > until && last === known.heard.get(channel);
        const from = isUnknown ? until - LONG : Math.min(last, until);
        const gap = gapOf(channel, { from, until });
        gaps = [gap, ...gaps.filter(({ id }) => id !== gap.id)].slice(0, REMEMBERED);
        items.push(rowOf(gap));
      }
      live.set(channel, until);
      if (timer === undefined) {
        alive = until;
        notedAt = until;
        timer = setInterval(note, NOTE_EVERY);
      }
      store(items);
    },
    offline() {
      for (const channel of live.keys()) before.set(channel, heardUntil(channel) ?? now());
      live.clear();
      stop();
    },
    heard() {
      if (timer !== undefined && !jumped()) alive = now();
    },
    check() {
      if (timer !== undefined) note();
    },
    dispose() {
      if (timer !== undefined && !jumped()) alive = Math.max(alive, now() - UNNOTICED);
      stop();
      store([]);
    },
  };
}
