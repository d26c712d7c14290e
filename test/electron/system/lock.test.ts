import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BusClient, createBusClient } from '../../../electron/system/dbus/dbus.ts';
import { createLock, type Lock } from '../../../electron/system/lock.ts';
import { type Bus, type BusDaemon, connectBus, startBusDaemon } from '../../support/bus.ts';
import { type LoginManager, startLoginManager } from '../../support/login-manager.ts';

const silent = { info: () => {}, error: () => {} };
const GNOME = 'org.gnome.ScreenSaver';

let daemon: BusDaemon;
let client: BusClient;
let service: Bus;
let lock: Lock | null;
beforeEach(async () => {
  daemon = await startBusDaemon();
  client = createBusClient({ address: daemon.address, log: silent });
  service = await connectBus(daemon.address);
  lock = null;
});
afterEach(async () => {
  lock?.dispose();
  client.dispose();
  service.disconnect();
  await daemon.stop();
});

const NONE = { powerMonitor: new EventEmitter(), sessionBus: null, systemBus: null, sessionId: null };
const open = (parts: Partial<Parameters<typeof createLock>[0]>): Lock => {
  lock = createLock({ ...NONE, ...parts });
  return lock;
};
const isLocked = () => expect.poll(() => lock?.isLocked());

/** A screen saver that is on from the start, or hangs. */
function playSaver(isActive: boolean | null) {
  service.serve(({ member }) => {
    if (member !== 'GetActive') return undefined;
    return isActive === null ? null : { signature: 'b', body: [isActive] };
  });
  return {
    own: () => service.own(GNOME),
    activate: (is: boolean) =>
      service.emit({
        path: '/org/gnome/ScreenSaver',
        interface: GNOME,
        member: 'ActiveChanged',
        signature: 'b',
        body: [is],
      }),
  };
}

test('a screen saver says so at the start and at each change, and nothing any more once it has ended', async () => {
  const saver = playSaver(true);
  await saver.own();
  const onChange = vi.fn();
  open({ sessionBus: client }).onChange(onChange);
  await isLocked().toBe(true);
  saver.activate(false);
  await isLocked().toBe(false);
  saver.activate(true);
  await isLocked().toBe(true);
  await service.disown(GNOME);
  await isLocked().toBe(false);
  expect(onChange).toHaveBeenCalledTimes(4);
});

test('one that hangs says nothing, and its signals count', async () => {
  const saver = playSaver(null);
  await saver.own();
  open({ sessionBus: client });
  await expect
    .poll(() => {
      saver.activate(true);
      return lock?.isLocked();
    })
    .toBe(true);
});

test("the login manager's hint counts for this session, from the start", async () => {
  const login: LoginManager = await startLoginManager(daemon.address);
  login.lock(true);
  open({ systemBus: client });
  await isLocked().toBe(true);
  login.lock(false);
  await isLocked().toBe(false);
  login.lockOther(true);
  login.lock(true);
  await isLocked().toBe(true);
  login.lock(false);
  // The other session is still locked.
  await isLocked().toBe(false);
  login.lock(true);
  await isLocked().toBe(true);
  await login.stop();
  await isLocked().toBe(false);
});

test('macOS and Windows say so themselves, until the end', () => {
  const powerMonitor = new EventEmitter();
  const made = open({ powerMonitor });
  expect(made.isLocked()).toBe(false);
  powerMonitor.emit('lock-screen');
  expect(made.isLocked()).toBe(true);
  powerMonitor.emit('unlock-screen');
  expect(made.isLocked()).toBe(false);
  made.dispose();
  expect(powerMonitor.listenerCount('lock-screen')).toBe(0);
});
