/** What the tests of toasts on Linux give to the notifier. */

import type { Toast, ToastButton } from '../../../../electron/delivery/notifiers/notifier.ts';
import type { Looks } from '../../../../electron/delivery/notifiers/notify-call.ts';
import type { ToastIdsFile } from '../../../../electron/delivery/notifiers/toast-ids.ts';

export const LOOKS: Looks = {
  appName: 'Belfry',
  icons: { large: '/icons/256.png', small: '/icons/64.png' },
  desktopEntry: 'belfry',
  openLabel: 'Open',
  pixels: () => null,
};

/** A first run without stored state. */
export const NO_FILE: ToastIdsFile = { left: () => null, write() {}, written: async () => {} };

export const READ: ToastButton = { kind: 'command', command: 'inbox.read', label: 'Mark as read' };

export const toast = (key: string, fields: Partial<Toast> = {}): Toast => ({
  key,
  place: key,
  title: `title ${key}`,
  body: 'a <b>bold</b> & risky body',
  urgency: 'normal',
  sound: 'all',
  buttons: [READ],
  image: null,
  ...fields,
});
