import { createHash } from 'node:crypto';
import type { Span } from '#app/rules/region';
import type { Cursor, IngestItem } from '#server/source';
import { type Gap, gapItem, LONG } from './gap-row.ts';
import { cursorOf, knownOf } from './known.ts';

/** While connected, that is noted in memory and on disk this often, in milliseconds. */
const NOTE_EVERY = 5_000;
const KEEP_EVERY = 30_000;
/** A dead connection looks alive for at most so long: the link's time for silence and for a pong, in milliseconds. */
const UNNOTICED = 26_000;
/** The clock has jumped, or this computer has slept: timers stood still. In milliseconds. */
const JUMP = 3 * NOTE_EVERY;
/** Breaks of a channel that are no further apart than this are one, and so are those whose ends are; in milliseconds. */
const NEAR = 60_000;
/** Breaks of several channels that begin within this time are one, in milliseconds. */
const TOGETHER = 5_000;
/** Gaps that may still grow. */
const REMEMBERED = 8;

export interface Gaps {
  /** This channel is heard from now on. If it was before, there is a gap between. */
  subscribed(channel: string): void;
  /** The connection is gone. */
  offline(): void;
  /** Something came, so the connection was up until now. */
  heard(): void;
  /** Something has happened to this computer: if that was sleep, the connection is in doubt. */
  check(): void;
  /** Notes where it stands. */
  dispose(): void;
}

/** Those that begin together are told apart by the channel that was back first. */
const idOf = (from: number, channel: string): string =>
  `gap:${from}:${createHash('sha256').update(channel).digest('hex').slice(0, 8)}`;

/**
 * Bare channels repeat nothing: each time in which one of them was not heard, or this program did not run, becomes a row that
 * says so. It begins where the connection was last known to be alive, so that it is never too short.
 */
export function createGaps(deps: {
  readonly channels: readonly string[];
  /** As it was kept last. */
  cursor: Cursor | null;
  keep: (items: readonly IngestItem[], cursor: Cursor) => void;
  /** Nobody can tell whether it is alive: connect anew. */
  doubt: () => void;
  now: () => Date;
}): Gaps {
  const { channels } = deps;
  const known = knownOf(deps.cursor, channels);
  /** Until when each channel was heard, without those that are heard now. */
  const before = new Map(known.heard);
  /** Since when, of those that are heard now. */
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

  function keep(items: readonly IngestItem[]): void {
    keptAt = now();
    const heard = new Map<string, number>();
    for (const channel of channels) {
      const until = heardUntil(channel);
      if (until !== undefined) heard.set(channel, until);
    }
    if (heard.size > 0) deps.keep(items, cursorOf({ heard, gaps }));
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
    if (notedAt - keptAt >= KEEP_EVERY) keep([]);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  /** The one that this break makes longer or that other channels share, or a new one. */
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
        // Nobody knows how long it was where the clock was set back between two runs; then it counts as a long one.
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
      keep(items);
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
      keep([]);
    },
  };
}
