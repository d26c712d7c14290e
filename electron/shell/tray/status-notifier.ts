import type { BusClient } from '../../system/dbus/dbus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const AT = { destination: WATCHER, path: '/StatusNotifierWatcher' };

/**
 * Watches whether a panel shows StatusNotifier items: the watcher's name has an owner, with which a host has registered.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 * @param deps.onChange called with the first result and at each change
 */
export function watchStatusNotifier(deps: { bus: BusClient; onChange: (present: boolean) => void }): {
  dispose(): void;
} {
  const { bus } = deps;
  let owner: string | null = null;
  let reported: boolean | null = null;

  function report(present: boolean): void {
    if (present === reported) return;
    reported = present;
    deps.onChange(present);
  }

  async function look(): Promise<void> {
    const asked = owner;
    if (asked === null) return report(false);
    try {
      const { body } = await bus.call({
        ...AT,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: [WATCHER, 'IsStatusNotifierHostRegistered'],
      });
      if (asked === owner) report(isTrue(body[0]));
    } catch {
      // The watcher does not list its hosts. Assume that there is none, so that the window stays reachable.
      if (asked === owner) report(false);
    }
  }

  const ends = [
    bus.watchName(WATCHER, (next) => {
      owner = next;
      void look();
    }),
    ...['StatusNotifierHostRegistered', 'StatusNotifierHostUnregistered'].map((member) =>
      bus.onSignal({ sender: WATCHER, interface: WATCHER, member }, () => void look()),
    ),
  ];
  return {
    dispose() {
      for (const end of ends) end();
    },
  };
}

/** Properties are variants. */
function isTrue(variant: unknown): boolean {
  return typeof variant === 'object' && variant !== null && 'value' in variant && variant.value === true;
}
