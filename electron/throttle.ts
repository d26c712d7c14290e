/** Runs at once, and while called again at most every `ms` milliseconds; the last call is never lost. */
export function throttle(run: () => void, ms: number): Readonly<{ call: () => void; dispose: () => void }> {
  let timer: NodeJS.Timeout | undefined;
  let again = false;

  function now(): void {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) now();
    }, ms);
    run();
  }

  return {
    call() {
      if (timer === undefined) now();
      else again = true;
    },
    dispose() {
      clearTimeout(timer);
      again = false;
    },
  };
}
