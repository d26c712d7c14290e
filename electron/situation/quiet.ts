import { type QuietHours, quietTimes } from '#server/rules/quiet-hours/quiet-hours';
import { createSignal } from '../system/signal.ts';

/** The clock may be set, or the computer may sleep, so the time is checked at least this often, in milliseconds. */
const LOOK_EVERY = 60_000;

/** Milliseconds since 1970. `until`: null: it has no end. */
export type Quiet = Readonly<{ until: number | null }>;

export interface QuietWatch {
  /** null: it is not quiet. */
  now(): Quiet | null;
  /** The quiet hours, the zone or the clock may have changed. */
  look(): void;
  /** @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** The quiet hours of the settings. It has a timer only while they are on. */
export function createQuietWatch(deps: {
  hours: () => QuietHours;
  /** This computer's, as IANA names it. */
  zone: () => string;
  now: () => number;
}): QuietWatch {
  const changed = createSignal();
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;
  let known = { hours: deps.hours(), zone: deps.zone(), times: quietTimes(deps.hours(), deps.zone()) };
  /** What holds from `from` until before `to`. */
  let answer: Readonly<{ quiet: Quiet | null; from: number; to: number }> | null = null;
  let reported: Quiet | null = null;

  function current(): Quiet | null {
    const [hours, zone, at] = [deps.hours(), deps.zone(), deps.now()];
    if (hours !== known.hours || zone !== known.zone) {
      known = { hours, zone, times: quietTimes(hours, zone) };
      answer = null;
    }
    if (answer === null || at < answer.from || at >= answer.to) {
      const { times } = known;
      const quiet = times.isQuiet(at) ? { until: times.endsAt(at) } : null;
      answer = { quiet, from: at, to: times.nextChange(at) ?? Number.POSITIVE_INFINITY };
    }
    return answer.quiet;
  }

  function look(): void {
    clearTimeout(timer);
    const quiet = current();
    if (answer !== null && known.hours.on && !disposed) {
      timer = setTimeout(look, Math.min(answer.to - deps.now(), LOOK_EVERY));
    }
    const before = reported;
    reported = quiet;
    if ((quiet === null) !== (before === null) || quiet?.until !== before?.until) changed.emit();
  }

  return {
    now: current,
    look,
    onChange: changed.on,
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
