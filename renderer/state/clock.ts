import type { Page } from './page-focus.ts';
import { createStore, type Readable } from './store.ts';

const MINUTE = 60_000;

/**
 * The time as the window shows it, in milliseconds since 1970; moves once a minute, and at once when the window is
 * shown again. Runs only while it has subscribers and the window is visible.
 */
export function createClock(page: EventTarget & Pick<Page, 'visibilityState'>): Readable<number> {
  const store = createStore(Date.now());
  const tick = (): void => store.set(Date.now());
  let readers = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const isShown = (): boolean => page.visibilityState === 'visible';
  function run(): void {
    clearInterval(timer);
    if (isShown()) timer = setInterval(tick, MINUTE);
  }
  function onVisibility(): void {
    if (isShown()) tick();
    run();
  }

  return {
    get: store.get,
    subscribe(listener) {
      const unsubscribe = store.subscribe(listener);
      readers += 1;
      if (readers === 1) {
        run();
        page.addEventListener('visibilitychange', onVisibility);
      }
      return () => {
        unsubscribe();
        readers -= 1;
        if (readers > 0) return;
        clearInterval(timer);
        page.removeEventListener('visibilitychange', onVisibility);
      };
    },
  };
}
