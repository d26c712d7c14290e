/** What the tests of toasts on Linux give to the notifier. */

import type { Toast } from '../../../../electron/delivery/notifiers/notifier.ts';
import type { Looks } from '../../../../electron/delivery/notifiers/notify-call.ts';
import type { ToastIdsFile } from '../../../../electron/delivery/notifiers/toast-ids.ts';
import { createTranslate } from '../../../../electron/i18n/i18n.ts';

const t = createTranslate();

export const LOOKS: Looks = {
  appName: 'Belfry',
  icons: { large: '/icons/256.png', small: '/icons/64.png' },
  desktopEntry: 'belfry',
  label: (id) => t(`command.${id}.title`),
  pixels: () => null,
};

/** A first run without stored state. */
export const NO_FILE: ToastIdsFile = { left: () => null, write() {}, written: async () => {} };

export const toast = (key: string, fields: Partial<Toast> = {}): Toast => ({
  key,
  place: key,
  title: `title ${key}`,
  body: 'a <b>bold</b> & risky body',
  urgency: 'normal',
  sound: 'all',
  buttons: ['inbox.read'],
  image: null,
  ...fields,
});
