import { useMedia } from '../../ui/use-media.ts';

/** From here on there is room for the list and a text beside it. In pixels of the page, as zoomed. */
const WIDE = '(min-width: 820px)';

/** Whether the window has room for the reading pane. */
export const useWide = (): boolean => useMedia(WIDE);
