import { type BusDaemon, startBusDaemon } from '../support/bus.ts';
import { type LoginManager, startLoginManager } from '../support/login-manager.ts';
import { type Stage, test, useStage } from './fixtures.ts';

/**
 * A stage whose computer can be locked and put to sleep. Call at the top of a spec file.
 * @returns `login` answers once the tests run
 */
export function useLockableStage(): Readonly<{ stage: Stage; login: () => LoginManager }> {
  let systemBus: BusDaemon;
  let login: LoginManager;

  test.beforeAll(async () => {
    systemBus = await startBusDaemon();
    login = await startLoginManager(systemBus.address);
  });
  const stage = useStage({ inFront: false, env: () => ({ DBUS_SYSTEM_BUS_ADDRESS: systemBus.address }) });
  test.afterAll(async () => {
    await login.stop();
    await systemBus.stop();
  });
  return { stage, login: () => login };
}
