import { type Zone, zoneOf } from './zone.ts';

/** `from` and `to`: `HH:MM` of a local day. `to` at or before `from` is on the next day. `days`: on which it begins, 1 Monday … 7 Sunday. */
export type QuietWindow = Readonly<{ days: readonly number[]; from: string; to: string }>;

export type QuietHours = Readonly<{
  on: boolean;
  /** An IANA time zone; empty: this computer's. */
  zone: string;
  windows: readonly QuietWindow[];
}>;

const DAY = 24 * 60 * 60_000;
/** A day before yesterday may have begun a window that lasts until today, if the clock was changed meanwhile. */
const DAYS_BEFORE = 2;
/**
 * Weekly windows that leave a gap leave it again after a week; daylight saving time may swallow one gap, but not two. What lasts
 * longer has no end.
 */
const DAYS_AFTER = 16;

/** Milliseconds since 1970. `to` is not in it. */
type Span = Readonly<{ from: number; to: number }>;

/** All times in milliseconds since 1970. */
export interface QuietTimes {
  isQuiet(at: number): boolean;
  /** When the quiet time around this moment ends; null: it is not quiet then, or without an end. */
  endsAt(at: number): number | null;
  /** When it next begins or ends; null: never. */
  nextChange(at: number): number | null;
}

function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** 1 Monday … 7 Sunday. @param midnight as if it were UTC */
const weekday = (midnight: number): number => new Date(midnight).getUTCDay() || 7;

/** The window that begins on the day of this midnight. */
function spanOf({ from, to }: QuietWindow, midnight: number, zone: Zone): Span {
  const [start, end] = [timeOfDay(from), timeOfDay(to)];
  return { from: zone.first(midnight + start), to: zone.last(midnight + end + (end > start ? 0 : DAY)) };
}

/** In order, and joined where they meet. */
function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.filter(({ from, to }) => from < to).sort((one, other) => one.from - other.from)) {
    const before = result.at(-1);
    if (before === undefined || before.to < span.from) result.push(span);
    else result[result.length - 1] = { from: before.from, to: Math.max(before.to, span.to) };
  }
  return result;
}

/**
 * When it is quiet. A window begins when the clock first shows its beginning or a later time, and ends when the clock shows its end
 * for the last time: an hour that comes twice is quiet twice, without a break, and one that is skipped is not quiet.
 * @param here this computer's zone; also counts where the chosen one is unknown
 */
export function quietTimes({ on, zone: chosen, windows }: QuietHours, here: string): QuietTimes {
  const zone = (chosen === '' ? null : zoneOf(chosen)) ?? zoneOf(here) ?? zoneOf('UTC');

  /** The spans around and after this moment. */
  function spansAround(at: number): readonly Span[] {
    if (!on || zone === null) return [];
    const today = Math.floor(zone.wall(at) / DAY) * DAY;
    const spans: Span[] = [];
    for (let day = -DAYS_BEFORE; day <= DAYS_AFTER; day += 1) {
      const midnight = today + day * DAY;
      for (const window of windows) {
        if (window.days.includes(weekday(midnight))) spans.push(spanOf(window, midnight, zone));
      }
    }
    return joined(spans).filter(({ to }) => to > at);
  }

  const around = (at: number): Span | undefined => spansAround(at).find(({ from }) => from <= at);
  /** The last span may go on after the days that were looked at. */
  const endOf = ({ to }: Span, at: number): number | null => (to - at > (DAYS_AFTER - 1) * DAY ? null : to);

  return {
    isQuiet: (at) => around(at) !== undefined,
    endsAt(at) {
      const span = around(at);
      return span === undefined ? null : endOf(span, at);
    },
    nextChange(at) {
      const [next] = spansAround(at);
      if (next === undefined) return null;
      return next.from > at ? next.from : endOf(next, at);
    },
  };
}
