import { createStore, type Readable } from './store.ts';

/** The part of the document that is used. */
export type Page = EventTarget &
  Pick<Document, 'visibilityState' | 'hasFocus'> &
  Readonly<{ defaultView: EventTarget | null }>;

/** Whether somebody is probably looking at the page: it is visible and has the focus. */
export function createPageFocus(page: Page): Readable<boolean> {
  const now = (): boolean => page.visibilityState === 'visible' && page.hasFocus();
  const store = createStore(now());
  const update = (): void => store.set(now());
  page.addEventListener('visibilitychange', update);
  page.defaultView?.addEventListener('focus', update);
  page.defaultView?.addEventListener('blur', update);
  return store;
}
