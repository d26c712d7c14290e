import { createSignal } from './signal.ts';

/** After so long without input, in seconds, nobody is expected to see a toast. */
const IDLE_AFTER = 120;
/** How often it is checked whether its user is back, in milliseconds: no event says so. */
const LOOK_EVERY = 2_000;

export interface Idle {
  isIdle(): boolean;
  /** Its user is back, after an answer that there was none. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** Whether anybody has touched keyboard or mouse lately. It has a timer only from the answer “idle” to the next input. */
export function createIdle(deps: {
  /** Seconds since the last input; 0 where the system does not say. */
  secondsIdle: () => number;
}): Idle {
  const changed = createSignal();
  let timer: NodeJS.Timeout | undefined;
  const isIdleNow = (): boolean => deps.secondsIdle() >= IDLE_AFTER;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    isIdle() {
      const is = isIdleNow();
      if (is) {
        timer ??= setInterval(() => {
          if (isIdleNow()) return;
          stop();
          changed.emit();
        }, LOOK_EVERY);
      }
      return is;
    },
    onChange: changed.on,
    dispose: stop,
  };
}
