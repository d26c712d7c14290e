import fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  busAddresses,
  restoreSessionBus,
  sessionBusAddress,
} from '../../../../electron/system/dbus/bus-address.ts';
import { type BusClient, createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { connectBus } from '../../../support/bus.ts';
import { type MortalBus, startMortalBus } from '../../delivery/notifiers/mortal-bus.ts';

const RECONNECT = { timeout: 8_000 };
const NAME = 'app.belfry.Test';

let daemon: MortalBus;
const ends: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  daemon = await startMortalBus();
  ends.push(() => daemon.stop());
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function connect(address: string | null = daemon.address): BusClient {
  const bus = createBusClient({ address, log: { info() {}, error() {} } });
  ends.push(() => bus.dispose());
  return bus;
}

const ping = {
  destination: NAME,
  path: '/test',
  interface: NAME,
  member: 'Ping',
  signature: 's',
  body: ['hello'],
};

async function startService() {
  const service = await connectBus(daemon.address);
  service.serve((call) => {
    if (call.member === 'Ping') return { signature: 's', body: [`${call.body[0]} back`] };
    return call.member === 'Hang' ? null : undefined;
  });
  await service.own(NAME);
  ends.push(() => service.disconnect());
  return service;
}

describe('where the bus is', () => {
  test.each([
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/a' }, 'unix:path=/a'],
    [
      { DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/run/user/1000' },
      `unix:path=${path.join('/run/user/1000', 'bus')}`,
    ],
    [
      { DBUS_SESSION_BUS_ADDRESS: 'disabled:', XDG_RUNTIME_DIR: '/run/user/1000' },
      'unix:path=/run/user/1000/bus',
    ],
    [{ XDG_RUNTIME_DIR: '/run/a user' }, 'unix:path=/run/a%20user/bus'],
    [{ DISPLAY: ':0', HOME: '/home/a' }, 'autolaunch:'],
    [{}, null],
  ])('%j', (env, address) => {
    expect(sessionBusAddress(env)).toBe(address);
  });

  test.each([
    ['unix:path=/a%20b,guid=0123', ['unix:path=/a b']],
    ['unix:abstract=/tmp/dbus-x,guid=0123', ['unix:abstract=/tmp/dbus-x']],
    ['unix:runtime=yes', ['unix:path=/run/user/7/bus']],
    ['tcp:host=127.0.0.1,port=4000,family=ipv4', ['tcp:host=127.0.0.1,port=4000']],
    ['disabled:;launchd:env=X;unix:path=/a;unix:path=/b', ['unix:path=/a', 'unix:path=/b']],
    ['unix:path=%zz;unix:path=/b', ['unix:path=/b']],
    ['unix:dir=/tmp', []],
    ['', []],
  ])('%s is %j', (address, places) => {
    expect(busAddresses(address, { XDG_RUNTIME_DIR: '/run/user/7' })).toEqual(places);
  });

  test('is the next place where nobody listens in the first, also one with escapes', async () => {
    await startService();
    const socket = daemon.address.replace('unix:path=', '');
    const link = `${socket} of a user`;
    fs.symlinkSync(socket, link);
    const bus = connect(`disabled:;unix:path=/nonexistent/bus;unix:path=${link.replaceAll(' ', '%20')}`);
    await expect.poll(() => bus.call(ping).catch(() => null)).toMatchObject({ body: ['hello back'] });
  });

  test('is where dbus-launch has written that it is, with this display', async () => {
    const machine = ['/etc/machine-id', '/var/lib/dbus/machine-id'].find((file) => fs.existsSync(file));
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-home-'));
    ends.push(() => fs.rmSync(home, { recursive: true }));
    const folder = path.join(home, '.dbus', 'session-bus');
    fs.mkdirSync(folder, { recursive: true });
    const id = fs.readFileSync(machine ?? '', 'utf8').trim();
    const text = `# of dbus-launch\nDBUS_SESSION_BUS_ADDRESS='unix:abstract=/tmp/dbus-x,guid=0123'\nDBUS_SESSION_BUS_PID=7\n`;
    fs.writeFileSync(path.join(folder, `${id}-42`), text);
    expect(busAddresses('autolaunch:', { HOME: home, DISPLAY: ':42.0' })).toEqual([
      'unix:abstract=/tmp/dbus-x',
    ]);
    expect(busAddresses('autolaunch:', { HOME: home, DISPLAY: ':43' })).toEqual([]);
  });

  test('is given back to Chromium where a bus is there, and nothing else is touched', async () => {
    const folder = path.dirname(daemon.address.replace('unix:path=', ''));
    expect(path.basename(daemon.address)).toBe('bus');
    const found: NodeJS.ProcessEnv = { DBUS_SESSION_BUS_ADDRESS: 'disabled:', XDG_RUNTIME_DIR: folder };
    restoreSessionBus(found);
    expect(found.DBUS_SESSION_BUS_ADDRESS).toBe(`unix:path=${folder}/bus`);
    for (const env of [
      { DBUS_SESSION_BUS_ADDRESS: 'disabled:', XDG_RUNTIME_DIR: '/nonexistent' },
      { XDG_RUNTIME_DIR: folder },
    ]) {
      const before = { ...env };
      restoreSessionBus(env);
      expect(env).toEqual(before);
    }
  });
});

describe('a call', () => {
  test('is answered', async () => {
    await startService();
    const bus = connect();
    await expect.poll(() => bus.call(ping).catch(() => null)).toMatchObject({ body: ['hello back'] });
  });

  test('to nobody, and of an unknown member, is refused with the name of the error', async () => {
    const bus = connect();
    await expect
      .poll(() => bus.call(ping).catch((error) => error))
      .toMatchObject({ code: 'refused', type: 'org.freedesktop.DBus.Error.ServiceUnknown' });
    await startService();
    await expect(bus.call({ ...ping, member: 'Unknown' })).rejects.toMatchObject({
      code: 'refused',
      type: 'org.freedesktop.DBus.Error.UnknownMethod',
    });
  });

  test('without a bus fails at once', async () => {
    await expect(connect(null).call(ping)).rejects.toMatchObject({ code: 'no_bus' });
    await expect(connect('unix:path=/nonexistent/bus').call(ping)).rejects.toMatchObject({ code: 'no_bus' });
    await expect(connect('nonsense:').call(ping)).rejects.toMatchObject({ code: 'no_bus' });
  });

  test('under way when the bus goes fails at once', async () => {
    await startService();
    const bus = connect();
    await expect.poll(() => bus.call(ping).catch(() => null)).not.toBeNull();
    const call = bus.call({ ...ping, member: 'Hang' });
    await Promise.all([daemon.kill(), expect(call).rejects.toMatchObject({ code: 'no_bus' })]);
  });
});

describe('a watched name', () => {
  test('is reported from the first result on, even if the bus is lost', RECONNECT, async () => {
    const bus = connect();
    const owners: boolean[] = [];
    bus.watchName(NAME, (owner) => owners.push(owner !== null));
    await expect.poll(() => owners).toEqual([false]);
    const service = await startService();
    await expect.poll(() => owners).toEqual([false, true]);
    await service.disown(NAME);
    await expect.poll(() => owners).toEqual([false, true, false]);
    await service.own(NAME);
    await expect.poll(() => owners).toEqual([false, true, false, true]);
    await daemon.kill();
    await expect.poll(() => owners).toEqual([false, true, false, true, false]);
    await daemon.start();
    await startService();
    await expect.poll(() => owners, RECONNECT).toEqual([false, true, false, true, false, true]);
  });

  test('is not reported after its end', async () => {
    const bus = connect();
    const ended: (string | null)[] = [];
    const owners: (string | null)[] = [];
    const end = bus.watchName(NAME, (owner) => ended.push(owner));
    bus.watchName(NAME, (owner) => owners.push(owner));
    await expect.poll(() => owners).toHaveLength(1);
    end();
    await startService();
    await expect.poll(() => owners).toHaveLength(2);
    expect(ended).toEqual([null]);
  });
});

test('signals are heard again after the bus came back', RECONNECT, async () => {
  const bus = connect();
  const heard: unknown[] = [];
  bus.onSignal({ sender: NAME, interface: NAME, member: 'Rang' }, ({ body }) => heard.push(body[0]));
  const ring = async (text: string) => {
    const service = await startService();
    await expect
      .poll(() => {
        service.emit({ path: '/test', interface: NAME, member: 'Rang', signature: 's', body: [text] });
        return heard;
      }, RECONNECT)
      .toContain(text);
  };
  await ring('once');
  await daemon.kill();
  await daemon.start();
  await ring('twice');
});

test('a bus that refuses us ends in no_bus, and hurts nobody', async () => {
  const file = `${daemon.address.replace('unix:path=', '')}-fake`;
  const server = createServer((socket) => {
    // Each line is refused; the connection stays open.
    socket.on('error', () => {}).on('data', () => socket.write('REJECTED EXTERNAL\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));
  ends.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const bus = connect(`unix:path=${file}`);
  const owners: (string | null)[] = [];
  bus.watchName(NAME, (owner) => owners.push(owner));
  await expect.poll(() => owners).toEqual([null]);
  await expect(bus.call(ping)).rejects.toMatchObject({ code: 'no_bus' });
});
