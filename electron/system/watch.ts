import os, { type NetworkInterfaceInfo } from 'node:os';
import type { BusClient } from './dbus/dbus.ts';
import { SCREEN_SAVERS } from './screen-savers.ts';
import { createSignal } from './signal.ts';

/** How often the network is checked while it is in use, in milliseconds: there is no event for its changes. */
const LOOK_EVERY = 5_000;
/** Several events within this time, in milliseconds, are one reason to reconnect. */
const SAME = 2_000;
/** By how much the clock may differ between two checks, in milliseconds. */
const DRIFT = 2_000;

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** The addresses that matter. Link-local and loopback addresses come and go without a change of the network. */
function fingerprint(interfaces: Interfaces): string {
  const lines = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
      .map(({ address }) => `${name} ${address}`),
  );
  return lines.sort().join('\n');
}

/** Changes when the clock is set, and on Linux also when the computer sleeps. */
const wallOverTimers = (): number => Date.now() - performance.now();

export interface Watch {
  /** Checks the network, and the clock with it, only while it is in use: each check wakes the computer. */
  setNetworkInUse(isInUse: boolean): void;
  /** Connections that look alive may be dead, and timers late. @returns its unsubscribe */
  onKick(listener: () => void): () => void;
  dispose(): void;
}

/**
 * Notices when connections that look alive may be dead, and timers late: after sleep, after unlocking, in another network, after
 * the clock was set. Without a login manager nobody reports sleep, but the clock then jumps, too.
 */
export function createWatch(deps: {
  readonly powerMonitor: Readonly<{
    on(event: 'resume' | 'unlock-screen', listener: () => void): unknown;
    off(event: 'resume' | 'unlock-screen', listener: () => void): unknown;
  }>;
  readonly sessionBus: BusClient | null;
  /** The watch owns it, and disposes of it. */
  readonly systemBus: BusClient | null;
  /** As `os.networkInterfaces`. */
  readonly interfaces?: () => Interfaces;
  log(message: string): void;
}): Watch {
  const kicks = createSignal();
  const interfaces = deps.interfaces ?? (() => os.networkInterfaces());
  let kicked = Number.NEGATIVE_INFINITY;
  let network = '';
  let wall = wallOverTimers();
  let look: NodeJS.Timeout | undefined;
  let disposed = false;

  function kick(why: string): void {
    const now = performance.now();
    if (now - kicked < SAME) return;
    kicked = now;
    wall = wallOverTimers();
    deps.log(why);
    kicks.emit();
  }

  const onResume = (): void => kick('awake');
  const onUnlock = (): void => kick('unlocked');
  deps.powerMonitor.on('resume', onResume);
  // Only on macOS and Windows.
  deps.powerMonitor.on('unlock-screen', onUnlock);
  const ends = SCREEN_SAVERS.map(({ name }) =>
    deps.sessionBus?.onSignal({ sender: name, interface: name, member: 'ActiveChanged' }, ({ body }) => {
      if (body[0] === false) onUnlock();
    }),
  );
  deps.systemBus?.onSignal(
    { sender: 'org.freedesktop.login1', interface: 'org.freedesktop.login1.Session', member: 'Unlock' },
    onUnlock,
  );
  return {
    setNetworkInUse(isInUse) {
      if (disposed || isInUse === (look !== undefined)) return;
      clearInterval(look);
      look = undefined;
      if (!isInUse) return;
      network = fingerprint(interfaces());
      wall = wallOverTimers();
      look = setInterval(() => {
        const now = fingerprint(interfaces());
        const isSame = now === network;
        network = now;
        const jump = wallOverTimers() - wall;
        wall += jump;
        if (!isSame) kick('another network');
        else if (Math.abs(jump) > DRIFT) kick('another time');
      }, LOOK_EVERY);
    },
    onKick: kicks.on,
    dispose() {
      disposed = true;
      clearInterval(look);
      deps.powerMonitor.off('resume', onResume);
      deps.powerMonitor.off('unlock-screen', onUnlock);
      for (const end of ends) end?.();
      deps.systemBus?.dispose();
    },
  };
}
