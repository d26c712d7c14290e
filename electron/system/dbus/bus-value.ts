import dbus from '@particle/dbus-next';
import { nativeText } from '../native-text.ts';

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A value for a D-Bus message, with its texts cleaned: the bus disconnects the sender of an invalid string. */
export function busValue(value: unknown): unknown {
  if (typeof value === 'string') return nativeText(value);
  if (Array.isArray(value)) return value.map(busValue);
  if (value instanceof dbus.Variant) return new dbus.Variant(value.signature, busValue(value.value));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, busValue(one)]));
}
