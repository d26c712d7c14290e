/** The do-not-disturb of desktops that are played by owners of their names on a bus of the test's own. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { serviceProgram } from '../../../../build/demo/scenery.ts';
import { type BusClient, createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { createFocus, type Focus } from '../../../../electron/system/focus/focus.ts';
import {
  type Bus,
  type BusDaemon,
  connectBus,
  type Serve,
  startBusDaemon,
  Variant,
} from '../../../support/bus.ts';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const silent = { info: () => {}, error: () => {} };

let bus: BusDaemon;
let client: BusClient;
let desktop: Bus;
let home: string;
let focus: Focus | null;
const logged: string[] = [];
beforeEach(async () => {
  bus = await startBusDaemon();
  client = createBusClient({ address: bus.address, log: silent });
  desktop = await connectBus(bus.address);
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-focus-'));
  focus = null;
  logged.length = 0;
});
afterEach(async () => {
  focus?.dispose();
  client.dispose();
  desktop.disconnect();
  await bus.stop();
  fs.rmSync(home, { recursive: true });
});

const missing = () => Promise.reject(new Error('no such program'));
function follow(run: (program: string, args: readonly string[]) => Promise<string> = missing): Focus {
  focus = createFocus({ bus: client, run, configHome: home, log: (line) => logged.push(line) });
  return focus;
}
/** Who holds notifications back. */
const by = () => expect.poll(() => focus?.now()?.by ?? null);

/** A notification daemon of this name, with more of its desktop. */
async function play(
  name: string,
  vendor: string,
  serve: Serve = () => undefined,
  ...names: readonly string[]
) {
  desktop.serve((call) => {
    if (call.member === 'GetServerInformation')
      return { signature: 'ssss', body: [name, vendor, '1', '1.2'] };
    return serve(call);
  });
  for (const each of [...names, NAME]) await desktop.own(each);
}
const property = (interfaceName: string, name: string, value: () => InstanceType<typeof Variant>) => ({
  serve: (({ member, body }) =>
    member === 'Get' && body[0] === interfaceName && body[1] === name
      ? { signature: 'v', body: [value()] }
      : undefined) satisfies Serve,
  changed: (at = PATH) =>
    desktop.emit({
      path: at,
      interface: PROPERTIES,
      member: 'PropertiesChanged',
      signature: 'sa{sv}as',
      body: [interfaceName, { [name]: value() }, []],
    }),
});

test.each([
  ['KDE Plasma', 'Plasma', 'KDE', NAME, 'Inhibited'],
  ['dunst', 'dunst', 'knopwob', 'org.dunstproject.cmd0', 'paused'],
] as const)(
  '%s has a property, from the start and with each change',
  async (label, name, vendor, of, key) => {
    let is = true;
    const state = property(of, key, () => new Variant('b', is));
    await play(name, vendor, state.serve);
    const onChange = vi.fn();
    follow().onChange(onChange);
    await by().toBe(label);
    is = false;
    state.changed();
    await by().toBeNull();
    expect(onChange).toHaveBeenCalledTimes(2);
  },
);

test('a desktop that does not report the end of its do-not-disturb is asked again', async () => {
  // The answers still come over a socket.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let is = true;
  await play(
    'dunst',
    'knopwob',
    property('org.dunstproject.cmd0', 'paused', () => new Variant('b', is)).serve,
  );
  follow();
  await by().toBe('dunst');
  is = false;
  await expect
    .poll(() => {
      vi.advanceTimersByTime(1_000);
      return focus?.now();
    })
    .toBeNull();
});

test('Xfce has a key of xfconf, which nobody may ever have set', async () => {
  let value: boolean | null = null;
  const serve: Serve = ({ member }) => {
    if (member === 'PropertyExists') return { signature: 'b', body: [value !== null] };
    return member === 'GetProperty' ? { signature: 'v', body: [new Variant('b', value)] } : undefined;
  };
  await play('Xfce Notify Daemon', 'Xfce', serve, 'org.xfce.Xfconf');
  const emit = (member: string, signature: string, body: readonly unknown[]) =>
    desktop.emit({ path: '/org/xfce/Xfconf', interface: 'org.xfce.Xfconf', member, signature, body });
  follow();
  const KEY = ['xfce4-notifyd', '/do-not-disturb'];
  value = true;
  await expect
    .poll(() => {
      emit('PropertyChanged', 'ssv', [...KEY, new Variant('b', true)]);
      return focus?.now();
    })
    .toEqual({ by: 'Xfce' });
  value = null;
  emit('PropertyRemoved', 'ss', KEY);
  await by().toBeNull();
});

test.each(['Subscribe', 'SubscribeV2'])(
  'SwayNC says so when asked, again after its signal %s',
  async (member) => {
    let is = true;
    const CC = 'org.erikreider.swaync.cc';
    await play(
      'SwayNotificationCenter',
      'ErikReider',
      (call) => (call.member === 'GetDnd' ? { signature: 'b', body: [is] } : undefined),
      CC,
    );
    follow();
    await by().toBe('SwayNC');
    is = false;
    desktop.emit({
      path: '/org/erikreider/swaync/cc',
      interface: CC,
      member,
      signature: 'ubb',
      body: [0, is, false],
    });
    await by().toBeNull();
  },
);

test('mako has a mode, and reports its modes', async () => {
  const MAKO = 'fr.emersion.Mako';
  let modes = ['default', 'do-not-disturb'];
  const state = property(MAKO, 'Modes', () => new Variant('as', modes));
  await play(
    'mako',
    'emersion',
    (call) => (call.member === 'ListModes' ? { signature: 'as', body: [modes] } : undefined),
    MAKO,
  );
  follow();
  await by().toBe('mako');
  modes = ['default'];
  state.changed('/fr/emersion/Mako');
  await by().toBeNull();
});

test('an older mako, which reports nothing, is asked every five seconds', async () => {
  let modes = ['default'];
  await play(
    'mako',
    'emersion',
    (call) => (call.member === 'ListModes' ? { signature: 'as', body: [modes] } : undefined),
    'fr.emersion.Mako',
  );
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    follow();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    modes = ['do-not-disturb'];
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(() => expect(focus?.now()).toEqual({ by: 'mako' }));
  } finally {
    vi.useRealTimers();
  }
});

test('LXQt has a file, which it replaces', async () => {
  const folder = path.join(home, 'lxqt');
  fs.mkdirSync(folder);
  const write = (is: boolean) => {
    fs.writeFileSync(path.join(folder, 'new'), `[General]\ndoNotDisturb=${is}\nserver_decides=10\n`);
    fs.renameSync(path.join(folder, 'new'), path.join(folder, 'notifications.conf'));
  };
  write(true);
  await play('lxqt-notificationd', 'lxqt.org');
  follow();
  await by().toBe('LXQt');
  write(false);
  await by().toBeNull();
  write(true);
  await by().toBe('LXQt');
});

/** dconf and GSettings as they are, with the schemas of the system, and files of their own. */
test.each([
  ['GNOME', 'gnome-shell', 'GNOME'],
  ['Unity', 'notify-osd', 'Canonical Ltd'],
  ['Budgie', 'Budgie Notification Server', 'Buddies of Budgie'],
])('%s has a key of dconf', async (label, name, vendor) => {
  const env = {
    ...process.env,
    DBUS_SESSION_BUS_ADDRESS: bus.address,
    GSETTINGS_BACKEND: 'dconf',
    XDG_CONFIG_HOME: home,
    // Not the same one: dconf has a file of one name in both.
    XDG_RUNTIME_DIR: path.join(home, 'run'),
    HOME: home,
  };
  fs.mkdirSync(env.XDG_RUNTIME_DIR);
  const run = async (program: string, args: readonly string[]) =>
    (await promisify(execFile)(program, [...args], { env })).stdout;
  const set = (value: string) =>
    run('gsettings', ['set', 'org.gnome.desktop.notifications', 'show-banners', value]);
  const service = execFile(serviceProgram('ca.desrt.dconf'), { env });
  try {
    await expect
      .poll(() =>
        client.call(owner('ca.desrt.dconf')).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await play(name, vendor);
    follow(run);
    await set('false');
    await by().toBe(label);
    await set('true');
    await by().toBeNull();
    await run('gsettings', ['set', 'org.gnome.desktop.interface', 'clock-format', '24h']);
    expect(focus?.now()).toBeNull();
  } finally {
    service.kill();
  }
});

test.each([
  ['Cinnamon', 'cinnamon', 'GNOME', 'org.cinnamon.desktop.notifications display-notifications', 'false'],
  ['MATE', 'Notification Daemon', 'MATE', 'org.mate.NotificationDaemon do-not-disturb', 'true'],
])('%s has its own key of dconf', async (label, name, vendor, key, value) => {
  await play(name, vendor);
  const run = vi.fn(async () => `${value}\n`);
  follow(run);
  await by().toBe(label);
  expect(run).toHaveBeenCalledWith('gsettings', ['get', ...key.split(' ')]);
});

test('a daemon that nobody knows holds nothing back, and is asked nothing', async () => {
  const asked: string[] = [];
  await play('recorder', 'Belfry', ({ member }) => {
    asked.push(member);
    return undefined;
  });
  const focused = follow();
  const call = { destination: NAME, path: PATH, interface: NAME, member: 'GetServerInformation' };
  // The bus keeps the order: once the second one is answered, the answer to its own question has been read.
  await expect.poll(() => client.call(call).catch(() => null)).not.toBeNull();
  await client.call(call);
  expect([focused.now(), asked]).toEqual([null, []]);
});

test('one that does not answer is unknown within a second, and its late answer counts', async () => {
  let answer = (_is: boolean): void => {};
  const late = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  await play('Plasma', 'KDE', ({ member }) =>
    member === 'Get' ? late.then((is) => ({ signature: 'v', body: [new Variant('b', is)] })) : undefined,
  );
  follow();
  await expect.poll(() => logged, { timeout: 2_000 }).toEqual([expect.stringContaining('no answer')]);
  expect(focus?.now()).toBeNull();
  answer(true);
  await by().toBe('KDE Plasma');
});

test('what it said ends where it cannot be asked any more', async () => {
  let isBroken = false;
  const state = property(NAME, 'Inhibited', () => new Variant('b', true));
  await play('Plasma', 'KDE', (call) => (isBroken ? undefined : state.serve(call)));
  follow();
  await by().toBe('KDE Plasma');
  isBroken = true;
  state.changed();
  await by().toBeNull();
  expect(logged).toHaveLength(1);
});

test('another daemon is asked in its own way, and what the first one said ends with it', async () => {
  const state = property(NAME, 'Inhibited', () => new Variant('b', true));
  await play('Plasma', 'KDE', state.serve);
  follow();
  await by().toBe('KDE Plasma');
  await desktop.disown(NAME);
  await by().toBeNull();
  const other = await connectBus(bus.address);
  other.serve(({ member }) => {
    if (member === 'GetServerInformation')
      return { signature: 'ssss', body: ['dunst', 'knopwob', '1', '1.2'] };
    return member === 'Get' ? { signature: 'v', body: [new Variant('b', true)] } : undefined;
  });
  await other.own(NAME);
  await by().toBe('dunst');
  other.disconnect();
  await by().toBeNull();
});

const owner = (name: string) => ({
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'GetNameOwner',
  signature: 's',
  body: [name],
});
