import type { Translate } from '../i18n/i18n.ts';
import type { Memory } from '../system/files/files.ts';
import type { Notifier } from './notifiers/notifiers.ts';

const KEY = 'tray-hint';

export type TrayHintMemory = Readonly<{ knowsTray?: boolean }>;

export interface TrayHint {
  /** Its user has closed the window, and the tray has it: says so, the first time. */
  windowClosed(): Promise<void>;
  dispose(): void;
}

/** Tells somebody who closes the window for the first time that Belfry stays in the tray. */
export function createTrayHint(deps: {
  notifier: Pick<Notifier, 'show' | 'close' | 'onEvent'>;
  memory: Pick<Memory<TrayHintMemory>, 'get' | 'set'>;
  openWindow: () => void;
  t: Translate;
}): TrayHint {
  const { notifier, memory, t } = deps;
  const dispose = notifier.onEvent((event) => {
    if (event.type === 'open' && event.key === KEY) deps.openWindow();
  });
  return {
    async windowClosed() {
      if (memory.get('knowsTray') === true) return;
      const outcome = await notifier.show({
        key: KEY,
        place: KEY,
        title: t('toast.trayHint.title'),
        body: t('toast.trayHint.body'),
        urgency: 'low',
        sound: 'none',
        buttons: [],
        image: null,
        isTransient: true,
      });
      if (outcome === 'shown') memory.set('knowsTray', true);
    },
    dispose,
  };
}
