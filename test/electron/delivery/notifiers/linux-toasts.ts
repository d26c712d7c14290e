/** What the tests of toasts on Linux give to the notifier. */

import { DEFAULTS, type Settings } from '#app/rules/settings';
import type { Toast, ToastButton } from '../../../../electron/delivery/notifiers/notifier.ts';
import type { Looks } from '../../../../electron/delivery/notifiers/notify-call.ts';
import type { ToastIdsFile } from '../../../../electron/delivery/notifiers/toast-ids.ts';
import type { SoundPlayer } from '../../../../electron/delivery/sounds/player.ts';
import { createSounds, type Sounds } from '../../../../electron/delivery/sounds/sounds.ts';

export const LOOKS: Looks = {
  appName: 'Belfry',
  icons: { large: '/icons/256.png', small: '/icons/64.png' },
  desktopEntry: 'belfry',
  openLabel: 'Open',
  pixels: () => null,
};

/** As the settings are by default; `play` says what is played without the daemon. */
export const soundsOf = (
  settings: Partial<Settings> = {},
  play: SoundPlayer['play'] = async () => 'played',
): Sounds =>
  createSounds({
    settings: () => ({ ...DEFAULTS, ...settings }),
    folder: '/sounds',
    player: { play, dispose() {} },
    beep: null,
  });

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
