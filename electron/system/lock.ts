import { busProperty, onBusProperty } from './bus-property.ts';
import type { BusClient } from './dbus/dbus.ts';
import { SCREEN_SAVERS } from './screen-savers.ts';
import { createSignal } from './signal.ts';

const LOGIN = 'org.freedesktop.login1';
const MANAGER = {
  destination: LOGIN,
  path: '/org/freedesktop/login1',
  interface: 'org.freedesktop.login1.Manager',
};
const SESSION = { destination: LOGIN, interface: 'org.freedesktop.login1.Session' };
const HINT = 'LockedHint';

export interface Lock {
  /** false: also where nobody says so. */
  isLocked(): boolean;
  /** @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/**
 * Whether the screen is locked, or blank behind a screen saver. On Linux the login manager and the screen savers say so, each for
 * itself: one is enough, and one that ends is forgotten. Requests to lock (the signal `Lock`) do not count, as nothing says whether
 * somebody has followed them, or that it is over.
 * https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
 */
export function createLock(deps: {
  /** Electron's tells about locking on macOS and Windows only. */
  powerMonitor: Readonly<{
    on(event: 'lock-screen' | 'unlock-screen', listener: () => void): unknown;
    off(event: 'lock-screen' | 'unlock-screen', listener: () => void): unknown;
  }>;
  /** null: not on Linux. */
  sessionBus: BusClient | null;
  systemBus: BusClient | null;
  /** Of the login manager, from the environment; null: the login manager finds it. */
  sessionId: string | null;
}): Lock {
  const { powerMonitor, sessionBus, systemBus } = deps;
  const changed = createSignal();
  /** Who says that it is locked. */
  const locked = new Set<string>();
  /** Grows with each thing that they say, so that an older answer does not replace it. */
  const news = new Map<string, number>();
  let session: string | null = null;

  function set(who: string, is: boolean): void {
    const before = locked.size > 0;
    news.set(who, (news.get(who) ?? 0) + 1);
    if (is) locked.add(who);
    else locked.delete(who);
    if (locked.size > 0 !== before) changed.emit();
  }

  /** Asks once; an answer that comes too late, or not at all, changes nothing. */
  async function ask(who: string, question: () => Promise<unknown>): Promise<void> {
    const asked = news.get(who);
    const is = await question().catch(() => undefined);
    if (typeof is === 'boolean' && news.get(who) === asked) set(who, is);
  }

  function watchSaver(bus: BusClient, { name, path }: (typeof SCREEN_SAVERS)[number]): (() => void)[] {
    const saver = { destination: name, path, interface: name, member: 'GetActive' };
    return [
      bus.onSignal({ sender: name, interface: name, member: 'ActiveChanged' }, ({ body }) =>
        set(name, body[0] === true),
      ),
      bus.watchName(name, (owner) => {
        set(name, false);
        if (owner !== null) void ask(name, () => bus.call(saver).then(({ body }) => body[0]));
      }),
    ];
  }

  /** @param id `auto`: the session of this program, or of its user's desktop */
  const sessionPath = (bus: BusClient, id: string): Promise<string | null> =>
    bus.call({ ...MANAGER, member: 'GetSession', signature: 's', body: [id] }).then(
      ({ body }) => String(body[0]),
      () => null,
    );

  function watchLogin(bus: BusClient): (() => void)[] {
    return [
      onBusProperty(bus, SESSION, HINT, (is, path) => {
        if (path === session) set(LOGIN, is === true);
      }),
      bus.watchName(LOGIN, (owner) => {
        session = null;
        set(LOGIN, false);
        if (owner === null) return;
        void ask(LOGIN, async () => {
          session =
            (await sessionPath(bus, 'auto')) ??
            (deps.sessionId === null ? null : await sessionPath(bus, deps.sessionId));
          return session === null ? undefined : busProperty(bus, { ...SESSION, path: session }, HINT);
        });
      }),
    ];
  }

  const onLock = (): void => set('system', true);
  const onUnlock = (): void => set('system', false);
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  const ends = [
    ...(sessionBus === null ? [] : SCREEN_SAVERS.flatMap((saver) => watchSaver(sessionBus, saver))),
    ...(systemBus === null ? [] : watchLogin(systemBus)),
  ];

  return {
    isLocked: () => locked.size > 0,
    onChange: changed.on,
    dispose() {
      powerMonitor.off('lock-screen', onLock);
      powerMonitor.off('unlock-screen', onUnlock);
      for (const end of ends) end();
    },
  };
}
