const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** No offset is larger, and no zone changes its offset twice within double this time. */
const AROUND = 26 * HOUR;

export interface Zone {
  /** What a clock on the wall shows, as if its time were UTC. Milliseconds since 1970, as all times here. */
  wall(at: number): number;
  /** The first moment at which the clock shows this wall time or a later one. */
  first(wall: number): number;
  /** The moment from which on the clock never again shows an earlier wall time. */
  last(wall: number): number;
}

function formatOf(name: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}

/** A time zone with its changes of daylight saving time; null: this computer does not know it. @param name as IANA lists it */
export function zoneOf(name: string): Zone | null {
  const format = formatOf(name);
  if (format === null) return null;

  function wall(at: number): number {
    const parts = new Map(format?.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const whole = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return whole + (at - Math.floor(at / 1_000) * 1_000);
  }

  const offset = (at: number): number => wall(at) - at;

  /** When the clock changes between these moments, of which the second one has another offset. */
  function changeBetween(from: number, to: number): number {
    const before = offset(from);
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  /** At each of these moments, earliest first, the clock shows the wall time, or jumps over it. */
  function moments(at: number): readonly [number, number] {
    const [before, after] = [offset(at - AROUND), offset(at + AROUND)];
    if (before === after) return [at - before, at - before];
    const change = changeBetween(at - AROUND, at + AROUND);
    const [early, late] = [at - before, at - after];
    // The clock shows it before the change, after the change, twice, or never.
    if (early < change) return [early, Math.max(early, late >= change ? late : early)];
    if (late >= change) return [late, late];
    return [change, change];
  }

  return { wall, first: (at) => moments(at)[0], last: (at) => moments(at)[1] };
}
