import dbus from '@particle/dbus-next';
import type { BusCall, BusClient, BusSignal } from './dbus/dbus.ts';

const PROPERTIES = 'org.freedesktop.DBus.Properties';

type BusObject = Pick<BusCall, 'destination' | 'path' | 'interface'>;

/** What a variant of the bus holds. */
export const unwrapped = (variant: unknown): unknown =>
  variant instanceof dbus.Variant ? variant.value : undefined;

/** One property now. @throws BusError */
export async function busProperty(
  bus: Pick<BusClient, 'call'>,
  { destination, path, interface: of }: BusObject,
  name: string,
): Promise<unknown> {
  const { body } = await bus.call({
    destination,
    path,
    interface: PROPERTIES,
    member: 'Get',
    signature: 'ss',
    body: [of, name],
  });
  return unwrapped(body[0]);
}

/**
 * Calls the listener when the property has changed; undefined: its new value is not in the signal. Another object of the same
 * program may have a property of this name, so the listener also gets its path.
 * @returns its unsubscribe
 */
export function onBusProperty(
  bus: Pick<BusClient, 'onSignal'>,
  { destination, interface: of }: Omit<BusObject, 'path'>,
  name: string,
  listener: (value: unknown, path: string) => void,
): () => void {
  return bus.onSignal(
    { sender: destination, interface: PROPERTIES, member: 'PropertiesChanged' },
    ({ path, body: [changedOf, changed, invalidated] }: BusSignal) => {
      if (changedOf !== of) return;
      const values = changed as Readonly<Record<string, unknown>>;
      if (Object.hasOwn(values, name)) listener(unwrapped(values[name]), path);
      else if (Array.isArray(invalidated) && invalidated.includes(name)) listener(undefined, path);
    },
  );
}
