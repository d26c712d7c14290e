/**
 * Plays systemd-logind on a system bus of the test's own, as far as the news of sleep and of unlocked sessions goes; it
 * refuses to delay sleep.
 * https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
 */
import { connectBus } from './bus.ts';

const NAME = 'org.freedesktop.login1';
const PATH = '/org/freedesktop/login1';
const MANAGER = 'org.freedesktop.login1.Manager';

export interface LoginManager {
  readonly suspend: () => void;
  readonly resume: () => void;
  readonly unlock: () => void;
  readonly stop: () => Promise<void>;
}

export async function startLoginManager(address: string): Promise<LoginManager> {
  const bus = await connectBus(address);
  await bus.own(NAME);
  const prepareForSleep = (start: boolean) =>
    bus.emit({ path: PATH, interface: MANAGER, member: 'PrepareForSleep', signature: 'b', body: [start] });
  return {
    suspend: () => prepareForSleep(true),
    resume: () => prepareForSleep(false),
    unlock: () =>
      bus.emit({
        path: `${PATH}/session/_31`,
        interface: 'org.freedesktop.login1.Session',
        member: 'Unlock',
      }),
    stop: async () => {
      await bus.disown(NAME);
      bus.disconnect();
    },
  };
}
