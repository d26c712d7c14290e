import type { Region } from '#app/rules/region';
import type { Status } from './status.ts';
import { createStore, type Readable } from './store.ts';

/** How this window writes times, as main says. Nothing with a time is shown before that. */
export function createRegion(status: Status): Readable<Region> {
  const store = createStore<Region>({ locale: 'en', timeZone: undefined });
  status.subscribe(() => {
    const before = store.get();
    const now = status.get().status?.region ?? before;
    // Every status brings a new object, and each row reads it.
    if (now.locale !== before.locale || now.timeZone !== before.timeZone) store.set(now);
  });
  return store;
}
