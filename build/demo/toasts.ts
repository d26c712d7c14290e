import dbus from '@particle/dbus-next';

const AT = { destination: 'org.freedesktop.Notifications', path: '/org/freedesktop/Notifications' };
const DUNST = 'org.dunstproject.cmd0';

/** The toasts on the screen, according to the notification daemon. */
export interface Toasts {
  readonly count: () => Promise<number>;
  readonly closeAll: () => Promise<void>;
  readonly disconnect: () => void;
}

export function watchToasts(busAddress: string): Toasts {
  const bus = dbus.sessionBus({ busAddress });
  bus.on('error', () => {});
  const call = async (interfaceName: string, member: string, ...body: readonly string[]) => {
    const signature = 's'.repeat(body.length);
    const message = new dbus.Message({ ...AT, interface: interfaceName, member, signature, body: [...body] });
    return (await bus.call(message))?.body[0];
  };
  return {
    count: async () => {
      const length = await call('org.freedesktop.DBus.Properties', 'Get', DUNST, 'displayedLength');
      return Number(length?.value);
    },
    closeAll: async () => {
      await call(DUNST, 'NotificationCloseAll');
    },
    disconnect: () => bus.disconnect(),
  };
}
