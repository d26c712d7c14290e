import type { AppStatus } from '#app/state';
import type { BusClient } from '../../system/dbus/dbus.ts';
import type { Log } from '../../system/log.ts';
import { createSignal } from '../../system/signal.ts';
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
  bus: BusClient;
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

/** The bus gets so long to say whether there is a panel, in milliseconds. */
const HOST_PATIENCE = 2_000;

/** Whether this desktop shows the tray, for everything that depends on it. */
export interface TrayHostState {
  get(): AppStatus['tray'];
  /** An item may be made: a host has been found or ruled out, or the bus has taken too long. */
  isSettled(): boolean;
  /** Another host, one less, or settled now. @returns its unsubscribe */
  onChange(listener: (host: AppStatus['tray']) => void): () => void;
  dispose(): void;
}

/** @param deps.bus the session's; null: not on Linux, where there is always a tray */
export function createTrayHostState(deps: {
  bus: BusClient | null;
  display: string | null;
  log: Log;
}): TrayHostState {
  const { bus, display, log } = deps;
  const changed = createSignal<[AppStatus['tray']]>();
  let host: AppStatus['tray'] = bus === null ? 'present' : 'unknown';
  let isSettled = bus === null;

  function settle(next: AppStatus['tray']): void {
    host = next;
    isSettled = true;
    changed.emit(host);
  }

  // A Linux tray item that is made before its panel never appears: the panel is looked for first.
  const patience = bus === null ? undefined : setTimeout(() => isSettled || settle(host), HOST_PATIENCE);
  const watch =
    bus === null
      ? null
      : watchTrayHost({
          bus,
          display,
          log,
          onChange: (found) => settle(found === 'absent' ? 'absent' : 'present'),
        });

  return {
    get: () => host,
    isSettled: () => isSettled,
    onChange: changed.on,
    dispose() {
      clearTimeout(patience);
      watch?.dispose();
    },
  };
}
