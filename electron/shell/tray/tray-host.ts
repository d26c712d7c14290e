import type { SessionBus } from '../../system/dbus/dbus.ts';
import type { Log } from '../../system/log.ts';
import { watchStatusNotifier } from './status-notifier.ts';
import { watchXEmbed } from './xembed.ts';

/** What shows tray icons on this Linux desktop; Chromium decides for one when an item is made, in this order. */
export type TrayHost = 'status-notifier' | 'xembed' | 'absent';

/**
 * Watches what shows tray icons. X is asked only while no panel shows StatusNotifier items.
 * @param deps.display of X; null: Chromium is no client of X, and so has no XEmbed
 * @param deps.onChange called with the first finding and at each change
 */
export function watchTrayHost(deps: {
  bus: SessionBus;
  display: string | null;
  log: Log;
  onChange: (host: TrayHost) => void;
}): { dispose(): void } {
  const { display, log } = deps;
  let told: TrayHost | null = null;
  let xembed: ReturnType<typeof watchXEmbed> | null = null;

  function tell(host: TrayHost): void {
    if (host === told) return;
    told = host;
    deps.onChange(host);
  }

  const notifier = watchStatusNotifier({
    bus: deps.bus,
    onChange(present) {
      xembed?.dispose();
      xembed = null;
      if (present) tell('status-notifier');
      else if (display === null) tell('absent');
      else xembed = watchXEmbed({ display, log, onChange: (there) => tell(there ? 'xembed' : 'absent') });
    },
  });
  return {
    dispose() {
      notifier.dispose();
      xembed?.dispose();
    },
  };
}
