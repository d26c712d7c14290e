import { GAP_TYPE } from '#app/sources';
import type { Cursor, IngestItem } from '#server/source';
import type { Translate } from '../../i18n/i18n.ts';

/** While online, that is noted in memory and on disk this often, in milliseconds. */
const NOTE_EVERY = 5_000;
const KEEP_EVERY = 30_000;
/** A dead connection looks alive for at most so long: the link's time for silence and for a pong, in milliseconds. */
const UNNOTICED = 26_000;
/** The clock has jumped, or this computer has slept: timers stood still. In milliseconds. */
const JUMP = 3 * NOTE_EVERY;
/** Breaks that are no further apart than this are one, in milliseconds. */
const NEAR = 60_000;
/** From this length on a gap arrives unread, in milliseconds: somebody may want to look elsewhere for what was missed. */
const LONG = 5 * 60_000;

const LOW_PRIORITY = 2;

/** Milliseconds since 1970. */
type Gap = Readonly<{ from: number; until: number }>;

/** What is known of the connection's life; outlives the program as a cursor. */
type Known = Readonly<{ onlineUntil: number | null; gap: Gap | null }>;

const timeOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function knownOf(cursor: Cursor | null): Known {
  const from = timeOf(cursor?.gap_from);
  const until = timeOf(cursor?.gap_until);
  const gap = from === null || until === null ? null : { from, until };
  return { onlineUntil: timeOf(cursor?.online_until), gap };
}

const cursorOf = ({ onlineUntil, gap }: Known): Cursor => ({
  online_until: onlineUntil,
  gap_from: gap?.from ?? null,
  gap_until: gap?.until ?? null,
});

/** From when to when, in the user's time zone and way of writing; with the day, where it is not one. */
export function gapWords({ from, until }: Gap): string {
  const time: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
  const oneDay = new Date(from).toDateString() === new Date(until).toDateString();
  const day: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(undefined, oneDay ? time : { ...time, ...day }).formatRange(from, until);
}

function gapItem(gap: Gap, t: Translate): IngestItem {
  const until = new Date(gap.until).toISOString();
  return {
    external_id: `gap:${gap.from}`,
    // It can only grow.
    revision: gap.until,
    read_at: gap.until - gap.from < LONG ? until : null,
    content: {
      type: GAP_TYPE,
      title: t('gap.title', { time: gapWords(gap) }),
      message: t('gap.message'),
      url: null,
      icon: null,
      priority: LOW_PRIORITY,
      group_key: null,
      dedupe_key: null,
      reply: null,
      data: { from: new Date(gap.from).toISOString(), until },
    },
  };
}

export interface Gaps {
  /** The connection is up and hears everything. If it did before, there is a gap between. */
  online(): void;
  offline(): void;
  /** Something came, so it was up until now. */
  heard(): void;
  /** Something has happened to this computer: if that was sleep, the connection is in doubt. */
  check(): void;
  /** Notes where it stands. */
  dispose(): void;
}

/**
 * Bare channels repeat nothing: each time in which the connection was away, or this program did not run, becomes a row that
 * says so. It begins where the connection was last known to be alive, so that it is never too short.
 */
export function createGaps(deps: {
  /** As it was kept last. */
  cursor: Cursor | null;
  keep: (items: readonly IngestItem[], cursor: Cursor) => void;
  /** Nobody can tell whether it is alive: connect anew. */
  doubt: () => void;
  t: Translate;
  now: () => Date;
}): Gaps {
  let { onlineUntil, gap } = knownOf(deps.cursor);
  let timer: NodeJS.Timeout | undefined;
  let notedAt = 0;
  let keptAt = 0;

  const now = (): number => deps.now().getTime();

  function keep(items: readonly IngestItem[]): void {
    keptAt = now();
    deps.keep(items, cursorOf({ onlineUntil, gap }));
  }

  const jumped = (): boolean => Math.abs(now() - notedAt) > JUMP;

  function note(): void {
    const isDoubtful = jumped();
    notedAt = now();
    if (isDoubtful) {
      deps.doubt();
      return;
    }
    onlineUntil = Math.max(onlineUntil ?? 0, notedAt - UNNOTICED);
    if (notedAt - keptAt >= KEEP_EVERY) keep([]);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    online() {
      if (timer !== undefined) return;
      const until = now();
      const items: IngestItem[] = [];
      if (onlineUntil !== null) {
        const from = Math.min(onlineUntil, until);
        gap = { from: gap !== null && from - gap.until <= NEAR ? gap.from : from, until };
        items.push(gapItem(gap, deps.t));
      }
      onlineUntil = until;
      notedAt = until;
      timer = setInterval(note, NOTE_EVERY);
      keep(items);
    },
    offline: stop,
    heard() {
      if (timer !== undefined && !jumped()) onlineUntil = now();
    },
    check() {
      if (timer !== undefined) note();
    },
    dispose() {
      if (timer !== undefined && !jumped()) onlineUntil = Math.max(onlineUntil ?? 0, now() - UNNOTICED);
      stop();
      if (onlineUntil !== null) keep([]);
    },
  };
}
