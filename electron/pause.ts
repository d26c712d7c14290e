import type { Memory } from './files/memory.ts';

export type PauseLength = '30m' | '1h' | 'tomorrow';
export type PauseMemory = Readonly<{ pausedUntil?: string }>;

const MINUTES: Readonly<Record<Exclude<PauseLength, 'tomorrow'>, number>> = { '30m': 30, '1h': 60 };
const MORNING_HOUR = 8;
/** Timers stand still while the computer sleeps, so the end is looked for at least this often, in milliseconds. */
const LOOK_EVERY = 30_000;

export interface Pause {
  /** ISO 8601, or null when not paused. */
  until(): string | null;
  start(length: PauseLength): void;
  end(): void;
  dispose(): void;
}

function endOf(length: PauseLength, now: Date): Date {
  if (length !== 'tomorrow') return new Date(now.getTime() + MINUTES[length] * 60_000);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR);
}

/** A pause of the toasts. Always ends by itself; outlives a restart. */
export function createPause(deps: {
  memory: Memory<PauseMemory>;
  now: () => Date;
  onChange: () => void;
}): Pause {
  let timer: NodeJS.Timeout | undefined;
  let until = deps.memory.get('pausedUntil') ?? null;

  function look(): void {
    clearTimeout(timer);
    if (until === null) return;
    const left = new Date(until).getTime() - deps.now().getTime();
    if (left <= 0) set(null);
    else timer = setTimeout(look, Math.min(left, LOOK_EVERY));
  }

  function set(value: string | null): void {
    until = value;
    if (value === null) deps.memory.delete('pausedUntil');
    else deps.memory.set('pausedUntil', value);
    look();
    deps.onChange();
  }

  const remembered = until;
  if (remembered !== null && !(new Date(remembered).getTime() > deps.now().getTime())) {
    until = null;
    deps.memory.delete('pausedUntil');
  }
  look();

  return {
    until: () => until,
    start: (length) => set(endOf(length, deps.now()).toISOString()),
    end() {
      if (until !== null) set(null);
    },
    dispose: () => clearTimeout(timer),
  };
}
