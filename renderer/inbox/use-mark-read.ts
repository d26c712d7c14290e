import { useEffect, useEffectEvent } from 'react';
import type { Settings } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import { useStore, useWindowState } from '../state/state.tsx';

/** How long a text is in sight before it counts as read, in milliseconds. */
const SHOWN_FOR = 2_000;

/** When what the user looks at counts as read. */
export function useMarkRead(): Settings['markRead'] {
  return useStore(useWindowState().status).status?.settings.markRead ?? 'opened';
}

/** Marks the notification whose text is shown as read after a while, if its user has chosen that. */
export function useReadWhenShown(item: Notification | null, reveal: (item: Notification) => void): void {
  const { actions } = useWindowState();
  const isWaiting = useMarkRead() === 'shown' && item !== null && item.read_at === null;
  const read = useEffectEvent(() => {
    if (item === null || !document.hasFocus()) return;
    // It stays where its reader has it.
    reveal(item);
    void actions.readOpened(item);
  });
  const id = item?.id;
  useEffect(() => {
    if (!isWaiting || id === undefined) return;
    const timer = setTimeout(() => read(), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [isWaiting, id]);
}
