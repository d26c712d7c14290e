import type { Bridge } from '#app/ipc';
import type { Notification } from '#server/notification';
import type { Readable } from './store.ts';

/** How long a row must be in sight to count as seen, in milliseconds. */
const GLANCE = 1_000;
/** Rows seen within this time are reported together, in milliseconds. */
const TOGETHER = 200;
/** The most ids that one report may have. */
const MOST_IDS = 500;
/** How many seen rows are remembered. Reporting one again does no harm. */
const REMEMBERED = 2_000;

type Row = Pick<Notification, 'id' | 'occurrences'>;
type Glance = Readonly<{ occurrences: number; timer: ReturnType<typeof setTimeout> }>;

/** Reports which rows are in sight, and which the user has really seen. */
export interface SeenReporter {
  /** These rows are in sight now, and no others. */
  show(rows: readonly Row[]): void;
}

/**
 * A row is reported once, and again when something was folded into it. Nothing counts while the focus is elsewhere: a window
 * that nobody looks at shows nothing.
 */
export function createSeenReporter(bridge: Pick<Bridge, 'call'>, pageFocus: Readable<boolean>): SeenReporter {
  let rows: readonly Row[] = [];
  /** By id, the number of occurrences when it was seen. */
  const seen = new Map<string, number>();
  const glances = new Map<string, Glance>();
  const ready = new Map<string, number>();
  let telling = false;
  let reported = '';

  const isSeen = ({ id, occurrences }: Row): boolean =>
    Math.max(seen.get(id) ?? 0, ready.get(id) ?? 0) >= occurrences;

  function look(): void {
    const wanted = new Map(pageFocus.get() ? rows.map((row) => [row.id, row]) : []);
    for (const [id, { occurrences, timer }] of glances) {
      if (wanted.get(id)?.occurrences === occurrences) continue;
      clearTimeout(timer);
      glances.delete(id);
    }
    for (const row of wanted.values()) {
      if (glances.has(row.id) || isSeen(row)) continue;
      const timer = setTimeout(() => enough(row), GLANCE);
      glances.set(row.id, { occurrences: row.occurrences, timer });
    }
  }

  function enough({ id, occurrences }: Row): void {
    glances.delete(id);
    ready.set(id, occurrences);
    tellSoon();
  }

  function tellSoon(): void {
    if (telling || ready.size === 0) return;
    telling = true;
    setTimeout(() => void tell(), TOGETHER);
  }

  async function tell(): Promise<void> {
    const portion = [...ready].slice(0, MOST_IDS);
    for (const [id, occurrences] of portion) {
      ready.delete(id);
      seen.delete(id);
      seen.set(id, occurrences);
    }
    const tooMany = Math.max(0, seen.size - REMEMBERED);
    for (const id of [...seen.keys()].slice(0, tooMany)) seen.delete(id);
    const result = await bridge.call('inbox.seen', { ids: portion.map(([id]) => id) });
    if (!result.ok || !result.value) for (const [id] of portion) seen.delete(id);
    telling = false;
    tellSoon();
    look();
  }

  /** Main shows no toast of what its user sees already. */
  function tellSight(): void {
    const ids = rows.map(({ id }) => id).slice(0, MOST_IDS);
    const sight = JSON.stringify(ids);
    if (sight === reported) return;
    reported = sight;
    void bridge.call('inbox.sight', { ids });
  }

  pageFocus.subscribe(look);
  return {
    show(now) {
      rows = now;
      tellSight();
      look();
    },
  };
}
