import type { BusClient } from '../dbus/dbus.ts';

/** Reads the do-not-disturb of one desktop or notification daemon. */
export type Probe = Readonly<{
  /** Whether notifications are held back. It may hang. @throws if the desktop does not say */
  ask: () => Promise<boolean>;
  /** Calls the listener when the answer may have changed. @returns its unsubscribe */
  watch: (changed: () => void) => () => void;
}>;

/** What probes need of the system. */
export type Ports = Readonly<{
  bus: Pick<BusClient, 'call' | 'onSignal'>;
  /** Runs a program of the desktop. @returns what it has printed @throws if it is missing or fails */
  run: (program: string, args: readonly string[]) => Promise<string>;
  /** The folder of the user's configuration files. */
  configHome: string;
}>;
