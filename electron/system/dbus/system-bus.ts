import type { Log } from '../log.ts';
import { createSessionBus, type SessionBus } from './dbus.ts';

/** The system's bus, which knows of sleep and locked sessions; null: this is not Linux. */
export function createSystemBus(deps: {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  log: Log;
}): SessionBus | null {
  if (deps.platform !== 'linux') return null;
  // https://dbus.freedesktop.org/doc/dbus-specification.html#message-bus-types-system
  const address = deps.env.DBUS_SYSTEM_BUS_ADDRESS || 'unix:path=/var/run/dbus/system_bus_socket';
  return createSessionBus({ address, log: deps.log });
}
