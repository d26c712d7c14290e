import { createStore, type Readable } from './store.ts';

const MINUTE = 60_000;

/**
 * The time as the window shows it, in milliseconds since 1970; moves once a minute, and at once when the window is
 * shown again. Runs only while somebody reads it.
 */
export function createClock(page: EventTarget): Readable<number> {
  const store = createStore(Date.now());
  const tick = (): void => store.set(Date.now());
  let readers = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  return {
    get: store.get,
    subscribe(listener) {
      const unsubscribe = store.subscribe(listener);
      readers += 1;
      if (readers === 1) {
        timer = setInterval(tick, MINUTE);
        page.addEventListener('visibilitychange', tick);
      }
      return () => {
        unsubscribe();
        readers -= 1;
        if (readers > 0) return;
        clearInterval(timer);
        page.removeEventListener('visibilitychange', tick);
      };
    },
  };
}
