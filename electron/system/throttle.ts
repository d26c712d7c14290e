/**
 * Runs in the next turn of the event loop, so never inside its caller or itself, and at most every `ms` milliseconds. The last call
 * is never lost.
 */
export function throttle(run: () => void, ms: number): Readonly<{ call: () => void; dispose: () => void }> {
  let turn: NodeJS.Immediate | undefined;
  let pause: NodeJS.Timeout | undefined;
  let again = false;

  function now(): void {
    turn = undefined;
    again = false;
    pause = setTimeout(() => {
      pause = undefined;
      if (again) now();
    }, ms);
    run();
  }

  return {
    call() {
      if (pause !== undefined) again = true;
      else turn ??= setImmediate(now);
    },
    dispose() {
      clearImmediate(turn);
      clearTimeout(pause);
      again = false;
      turn = undefined;
    },
  };
}
