import { PAUSES, type PauseLength, type PauseUntil } from '#app/rules/commands';
import type { Memory } from '../system/files/files.ts';
import { createTimedSwitch, type Slot, type TimedSwitch } from './timed-switch.ts';

const HOUR = 60 * 60_000;
const LENGTHS: Readonly<Record<Exclude<PauseLength, 'tomorrow'>, number>> = {
  '30m': HOUR / 2,
  '1h': HOUR,
  '4h': 4 * HOUR,
};
const MORNING_HOUR = 8;
/** The longest pause; a later end counts as this one. */
const LONGEST = 7 * 24 * HOUR;
const PRESENTATION = HOUR;

/** `…For`: its length in milliseconds; absent: it ends at a time of day. */
export type SwitchMemory = Readonly<{
  pausedUntil?: string;
  pausedFor?: number;
  presentingUntil?: string;
  presentingFor?: number;
}>;

type Deps = Readonly<{ memory: Memory<SwitchMemory>; now: () => Date; elapsed: () => number }>;

/** Writes only what changes. */
const slotOf = <K extends keyof SwitchMemory>(
  memory: Memory<SwitchMemory>,
  key: K,
): Slot<NonNullable<SwitchMemory[K]>> => ({
  get: () => memory.get(key) ?? undefined,
  set(value) {
    if (memory.get(key) === value) return;
    if (value === undefined) memory.delete(key);
    else memory.set(key, value);
  },
});

const isLength = (until: PauseUntil): until is PauseLength =>
  (PAUSES as readonly PauseUntil[]).includes(until);

export type Pause = Omit<TimedSwitch, 'start'> & Readonly<{ start: (until: PauseUntil) => void }>;

/** A pause of the toasts. */
export function createPause({ memory, now, elapsed }: Deps): Pause {
  const { start, ...rest } = createTimedSwitch({
    savedUntil: slotOf(memory, 'pausedUntil'),
    savedLength: slotOf(memory, 'pausedFor'),
    longest: LONGEST,
    now,
    elapsed,
  });
  function morning(): number {
    const today = now();
    return new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1, MORNING_HOUR).getTime();
  }
  return {
    ...rest,
    start(until) {
      if (!isLength(until)) start({ until: Date.parse(until) });
      else if (until === 'tomorrow') start({ until: morning() });
      else start({ ms: LENGTHS[until] });
    },
  };
}

export type Presenting = Omit<TimedSwitch, 'start'> & Readonly<{ start: () => void }>;

/** Others see the screen: toasts say less. */
export function createPresenting({ memory, now, elapsed }: Deps): Presenting {
  const { start, ...rest } = createTimedSwitch({
    savedUntil: slotOf(memory, 'presentingUntil'),
    savedLength: slotOf(memory, 'presentingFor'),
    longest: PRESENTATION,
    now,
    elapsed,
  });
  return { ...rest, start: () => start({ ms: PRESENTATION }) };
}
