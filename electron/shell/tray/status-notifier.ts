import type { BusClient } from '../../system/dbus/dbus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const AT = { destination: WATCHER, path: '/StatusNotifierWatcher' };

/**
 * Watches whether a panel shows StatusNotifier items: somebody owns the watcher's name, and a host has registered there.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 * @param deps.onChange called with the first finding and at each change
 */
export function watchStatusNotifier(deps: { bus: BusClient; onChange: (present: boolean) => void }): {
  dispose(): void;
} {
  const { bus } = deps;
  let owner: string | null = null;
  let told: boolean | null = null;

  function tell(present: boolean): void {
    if (present === told) return;
    told = present;
    deps.onChange(present);
  }

  async function look(): Promise<void> {
    const asked = owner;
    if (asked === null) return tell(false);
    try {
      const { body } = await bus.call({
        ...AT,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: [WATCHER, 'IsStatusNotifierHostRegistered'],
      });
      if (asked === owner) tell(isTrue(body[0]));
    } catch {
      // A watcher that does not tell its hosts: to have none is the safe assumption, the window stays reachable.
      if (asked === owner) tell(false);
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

/** A property comes as a variant. */
function isTrue(variant: unknown): boolean {
  return typeof variant === 'object' && variant !== null && 'value' in variant && variant.value === true;
}
