import { createStore, type Readable } from './store.ts';

/** What is used of the document. */
export type Page = EventTarget &
  Pick<Document, 'visibilityState' | 'hasFocus'> &
  Readonly<{ defaultView: EventTarget | null }>;

/** Whether somebody is likely to look at the page: it is shown, and has the focus. */
export function createPageFocus(page: Page): Readable<boolean> {
  const now = (): boolean => page.visibilityState === 'visible' && page.hasFocus();
  const store = createStore(now());
  const update = (): void => store.set(now());
  page.addEventListener('visibilitychange', update);
  page.defaultView?.addEventListener('focus', update);
  page.defaultView?.addEventListener('blur', update);
  return store;
}
