import { useSyncExternalStore } from 'react';

/** From here on there is room for the list and a text beside it. In pixels of the page, as zoomed. */
const WIDE = '(min-width: 820px)';

const subscribe = (listener: () => void): (() => void) => {
  const query = matchMedia(WIDE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** Whether the window has room for the reading pane. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(WIDE).matches);
