/**
 * Plays systemd-logind on a system bus of the test's own, as far as the news of sleep and of locked sessions goes; it refuses to
 * delay sleep.
 * https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
 */
import { connectBus, Variant } from './bus.ts';

const NAME = 'org.freedesktop.login1';
const PATH = '/org/freedesktop/login1';
const MANAGER = 'org.freedesktop.login1.Manager';
const SESSION = 'org.freedesktop.login1.Session';
/** The session of the program that asks, and another user's. */
const OWN = `${PATH}/session/_31`;
const OTHER = `${PATH}/session/_32`;

export interface LoginManager {
  readonly suspend: () => void;
  readonly resume: () => void;
  readonly unlock: () => void;
  /** Sets the hint of the app's session, as screen lockers do. */
  readonly lock: (is: boolean) => void;
  /** The same for a session of another user. */
  readonly lockOther: (is: boolean) => void;
  readonly stop: () => Promise<void>;
}

export async function startLoginManager(address: string): Promise<LoginManager> {
  const bus = await connectBus(address);
  let isLocked = false;
  bus.serve(({ member, body }) => {
    if (member === 'GetSession') return { signature: 'o', body: [OWN] };
    if (member === 'Get' && body[1] === 'LockedHint') {
      return { signature: 'v', body: [new Variant('b', isLocked)] };
    }
    return undefined;
  });
  await bus.own(NAME);
  const prepareForSleep = (start: boolean) =>
    bus.emit({ path: PATH, interface: MANAGER, member: 'PrepareForSleep', signature: 'b', body: [start] });
  const hint = (path: string, is: boolean) =>
    bus.emit({
      path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'PropertiesChanged',
      signature: 'sa{sv}as',
      body: [SESSION, { LockedHint: new Variant('b', is) }, []],
    });
  return {
    suspend: () => prepareForSleep(true),
    resume: () => prepareForSleep(false),
    unlock: () => bus.emit({ path: OWN, interface: SESSION, member: 'Unlock' }),
    lock(is) {
      isLocked = is;
      hint(OWN, is);
    },
    lockOther: (is) => hint(OTHER, is),
    stop: async () => {
      await bus.disown(NAME);
      bus.disconnect();
    },
  };
}
