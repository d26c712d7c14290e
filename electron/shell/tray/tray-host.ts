import type { AppStatus } from '#app/state';
import type { BusClient } from '../../system/dbus/dbus.ts';
import type { Log } from '../../system/log.ts';
import { createSignal } from '../../system/signal.ts';
import { watchStatusNotifier } from './status-notifier.ts';
import { watchXEmbed } from './xembed.ts';

/** What shows tray icons on this Linux desktop. Chromium chooses one when it makes an item, in this order. */
export type TrayHost = 'status-notifier' | 'xembed' | 'absent';

/**
 * Watches what shows tray icons. X is asked only while no panel shows StatusNotifier items.
 * @param deps.display of X; null: Chromium is not a client of X, so XEmbed does not count
 * @param deps.onChange called with the first result and at each change
 */
export function watchTrayHost(deps: {
  bus: BusClient;
  display: string | null;
  log: Log;
  onChange: (host: TrayHost) => void;
}): { dispose(): void } {
  const { display, log } = deps;
  let reported: TrayHost | null = null;
  let xembed: ReturnType<typeof watchXEmbed> | null = null;

  function report(host: TrayHost): void {
    if (host === reported) return;
    reported = host;
    deps.onChange(host);
  }

  const notifier = watchStatusNotifier({
    bus: deps.bus,
    onChange(present) {
      xembed?.dispose();
      xembed = null;
      if (present) report('status-notifier');
      else if (display === null) report('absent');
      else xembed = watchXEmbed({ display, log, onChange: (there) => report(there ? 'xembed' : 'absent') });
    },
  });
  return {
    dispose() {
      notifier.dispose();
      xembed?.dispose();
    },
  };
}

/** How long to wait for the bus to say whether there is a panel, in milliseconds. */
const HOST_PATIENCE = 2_000;

/** Whether this desktop shows tray items. */
export interface TrayHostState {
  get(): AppStatus['tray'];
  /** An item may be made: a host has been found or ruled out, or the bus has taken too long. */
  isSettled(): boolean;
  /** The host has changed, or is settled now. @returns its unsubscribe */
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

  // On Linux a tray item that is made before its panel exists never appears, so look for the panel first.
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
