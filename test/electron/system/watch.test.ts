import { EventEmitter } from 'node:events';
import type { NetworkInterfaceInfo } from 'node:os';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import {
  type BusClient,
  type BusError,
  type BusReply,
  createBusClient,
  systemBusAddress,
} from '../../../electron/system/dbus/dbus.ts';
import { createWatch } from '../../../electron/system/watch.ts';
import { connectBus, startBusDaemon } from '../../support/bus.ts';
import { startLoginManager } from '../../support/login-manager.ts';

type Interfaces = Record<string, NetworkInterfaceInfo[]>;

function card(address: string, internal = false): NetworkInterfaceInfo {
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  return { address, internal, family, netmask: '', mac: '', cidr: null, scopeid: 0 } as NetworkInterfaceInfo;
}

const HOME: Interfaces = { lo: [card('127.0.0.1', true)], eth0: [card('192.0.2.7')] };
const silent = { info: () => {}, error: () => {} };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

function setUp(buses: Partial<Pick<Parameters<typeof createWatch>[0], 'sessionBus' | 'systemBus'>> = {}) {
  const powerMonitor = new EventEmitter();
  const reasons: string[] = [];
  const onKick = vi.fn();
  const now = { interfaces: HOME };
  const interfaces = vi.fn(() => now.interfaces);
  const watch = createWatch({
    powerMonitor,
    sessionBus: null,
    systemBus: null,
    ...buses,
    interfaces,
    log: (why) => reasons.push(why),
  });
  watch.onKick(onKick);
  onTestFinished(() => watch.dispose());
  return { powerMonitor, reasons, onKick, now, interfaces, watch };
}

test('waking up is a reason once, even if it is reported twice; the next time it is one again', () => {
  const { powerMonitor, onKick, reasons } = setUp();
  powerMonitor.emit('resume');
  powerMonitor.emit('resume');
  powerMonitor.emit('unlock-screen');
  expect(onKick).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2_000);
  powerMonitor.emit('unlock-screen');
  expect(reasons).toEqual(['awake', 'unlocked']);
});

test('another network is noticed within 5 seconds', () => {
  const { now, onKick, watch } = setUp();
  watch.setNetworkInUse(true);
  vi.advanceTimersByTime(60_000);
  expect(onKick).not.toHaveBeenCalled();
  now.interfaces = { ...HOME, wlan0: [card('198.51.100.3')] };
  vi.advanceTimersByTime(5_000);
  expect(onKick).toHaveBeenCalledTimes(1);
  now.interfaces = { lo: [card('127.0.0.1', true)] };
  vi.advanceTimersByTime(5_000);
  expect(onKick).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(60_000);
  expect(onKick).toHaveBeenCalledTimes(2);
});

test('a clock that is set, either way, is noticed by the check that runs anyway', () => {
  const { onKick, reasons, powerMonitor, watch } = setUp();
  watch.setNetworkInUse(true);
  for (const jump of [3_600_000, -7_200_000]) {
    vi.advanceTimersByTime(60_000);
    vi.setSystemTime(Date.now() + jump);
    vi.advanceTimersByTime(60_000);
  }
  expect(reasons).toEqual(['another time', 'another time']);
  // Sleep that the system reports is not reported again.
  vi.setSystemTime(Date.now() + 3_600_000);
  powerMonitor.emit('resume');
  vi.advanceTimersByTime(60_000);
  expect(onKick).toHaveBeenCalledTimes(3);
});

test('while nothing uses the network, nothing looks at it or wakes up for it', () => {
  const { now, onKick, interfaces, watch } = setUp();
  expect(vi.getTimerCount()).toBe(0);
  watch.setNetworkInUse(true);
  watch.setNetworkInUse(true);
  expect(vi.getTimerCount()).toBe(1);
  watch.setNetworkInUse(false);
  expect(vi.getTimerCount()).toBe(0);
  expect(interfaces).toHaveBeenCalledTimes(1);
  // Whoever is reached first after that is reached over the network of now.
  now.interfaces = { ...HOME, wlan0: [card('198.51.100.3')] };
  watch.setNetworkInUse(true);
  vi.advanceTimersByTime(60_000);
  expect(onKick).not.toHaveBeenCalled();
  watch.dispose();
  watch.setNetworkInUse(false);
  watch.setNetworkInUse(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('addresses of this computer, of one cable, or in another order mean nothing', () => {
  const { now, onKick, watch } = setUp();
  watch.setNetworkInUse(true);
  now.interfaces = {
    eth0: [card('fe80::1'), ...(HOME.eth0 ?? [])],
    veth1: [card('169.254.1.1')],
    lo: [card('::1', true), card('127.0.0.1', true)],
  };
  vi.advanceTimersByTime(5_000);
  expect(onKick).not.toHaveBeenCalled();
});

test('logind and the screen saver report an unlocked session, over real buses', async () => {
  const [sessionDaemon, systemDaemon] = [await startBusDaemon(), await startBusDaemon()];
  const login = await startLoginManager(systemDaemon.address);
  const saver = await connectBus(sessionDaemon.address);
  await saver.own('org.gnome.ScreenSaver');
  const sessionBus = createBusClient({ address: sessionDaemon.address, log: silent });
  const systemBus = createBusClient({
    address: systemBusAddress({ DBUS_SYSTEM_BUS_ADDRESS: systemDaemon.address }),
    log: silent,
  });
  onTestFinished(async () => {
    sessionBus.dispose();
    saver.disconnect();
    await login.stop();
    await sessionDaemon.stop();
    await systemDaemon.stop();
  });
  const { reasons, onKick, watch } = setUp({ sessionBus, systemBus });
  const activeChanged = (active: boolean) =>
    saver.emit({
      path: '/org/gnome/ScreenSaver',
      interface: 'org.gnome.ScreenSaver',
      member: 'ActiveChanged',
      signature: 'b',
      body: [active],
    });

  // Until the buses know what is listened to.
  await expect
    .poll(() => {
      login.unlock();
      return onKick.mock.calls.length;
    })
    .toBe(1);
  await expect
    .poll(() => {
      vi.advanceTimersByTime(2_000);
      activeChanged(false);
      return onKick.mock.calls.length;
    })
    .toBeGreaterThan(1);
  expect(new Set(reasons)).toEqual(new Set(['unlocked']));

  watch.dispose();
  const bus = {
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
  };
  const ask = () =>
    systemBus?.call({ ...bus, member: 'GetId' }).then(
      () => 'open',
      ({ code }: BusError) => code,
    );
  await expect.poll(ask).toBe('no_bus');
});

test('locking the screen is no reason', () => {
  const listeners: ((signal: BusReply) => void)[] = [];
  const sessionBus = {
    onSignal(_match: unknown, listener: (signal: BusReply) => void) {
      listeners.push(listener);
      return () => {};
    },
  } as unknown as BusClient;
  const { onKick } = setUp({ sessionBus });
  for (const listener of listeners) listener({ sender: ':1.5', body: [true] });
  expect(onKick).not.toHaveBeenCalled();
  listeners[0]?.({ sender: ':1.5', body: [false] });
  expect(onKick).toHaveBeenCalledTimes(1);
});
