import os, { type NetworkInterfaceInfo } from 'node:os';
import type { BusClient } from './dbus/dbus.ts';
import { createSignal } from './signal.ts';

/** How often the network is looked at while somebody is reached over it: nothing tells of its changes. In milliseconds. */
const LOOK_EVERY = 5_000;
/** What is told twice, or in more than one way, within so long is one reason to connect anew. */
const SAME = 2_000;

/** Each desktop's own, and the one that was meant to be for all: `ActiveChanged(false)` is an unlocked screen. */
const SCREEN_SAVERS = [
  'org.freedesktop.ScreenSaver',
  'org.gnome.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.mate.ScreenSaver',
  'org.xfce.ScreenSaver',
];

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Addresses by which others are reached; those of one cable or of this computer come and go without meaning. */
function fingerprint(interfaces: Interfaces): string {
  const lines = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
      .map(({ address }) => `${name} ${address}`),
  );
  return lines.sort().join('\n');
}

export interface Watch {
  /** Whether anybody is reached over the network. Until then nobody looks at it: this computer would wake up for nothing. */
  setNetworkInUse(isReaching: boolean): void;
  /** Connections that look alive may be dead. @returns its unsubscribe */
  onKick(listener: () => void): () => void;
  dispose(): void;
}

/** Tells when connections that look alive may be dead: after sleep, at unlock, in another network. */
export function createWatch(deps: {
  readonly powerMonitor: Readonly<{
    on(event: 'resume' | 'unlock-screen', listener: () => void): unknown;
    off(event: 'resume' | 'unlock-screen', listener: () => void): unknown;
  }>;
  readonly sessionBus: BusClient | null;
  /** Becomes the watch's own, and ends with it. */
  readonly systemBus: BusClient | null;
  /** As `os.networkInterfaces`. */
  readonly interfaces?: () => Interfaces;
  log(message: string): void;
}): Watch {
  const kicks = createSignal();
  const interfaces = deps.interfaces ?? os.networkInterfaces;
  let kicked = Number.NEGATIVE_INFINITY;
  let network = '';
  let look: NodeJS.Timeout | undefined;
  let disposed = false;

  function kick(why: string): void {
    const now = performance.now();
    if (now - kicked < SAME) return;
    kicked = now;
    deps.log(why);
    kicks.emit();
  }

  const onResume = (): void => kick('awake');
  const onUnlock = (): void => kick('unlocked');
  deps.powerMonitor.on('resume', onResume);
  // Of macOS and Windows only.
  deps.powerMonitor.on('unlock-screen', onUnlock);
  const ends = SCREEN_SAVERS.map((name) =>
    deps.sessionBus?.onSignal({ sender: name, interface: name, member: 'ActiveChanged' }, ({ body }) => {
      if (body[0] === false) onUnlock();
    }),
  );
  deps.systemBus?.onSignal(
    { sender: 'org.freedesktop.login1', interface: 'org.freedesktop.login1.Session', member: 'Unlock' },
    onUnlock,
  );
  return {
    setNetworkInUse(isReaching) {
      if (disposed || isReaching === (look !== undefined)) return;
      clearInterval(look);
      look = undefined;
      if (!isReaching) return;
      network = fingerprint(interfaces());
      look = setInterval(() => {
        const now = fingerprint(interfaces());
        if (now === network) return;
        network = now;
        kick('another network');
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
