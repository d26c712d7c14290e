import net from 'node:net';
import os from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Desktop, startDesktop } from '../../../../build/desktop.ts';
import { type TrayHost, watchTrayHost } from '../../../../electron/shell/tray/tray-host.ts';
import { createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { type Bus, connectBus, Variant } from '../../../support/bus.ts';
import { startXEmbedTray } from '../../../support/xembed-tray.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';

let desktop: Desktop;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  desktop = await startDesktop({ windowManager: false, notifications: false });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ends.splice(0).toReversed()) await end();
});
afterAll(() => desktop.stop());

function watch(more: { address?: string; display?: string | null } = {}): {
  seen: TrayHost[];
  said: string[];
} {
  const { address = desktop.env.DBUS_SESSION_BUS_ADDRESS, display = null } = more;
  const seen: TrayHost[] = [];
  const said: string[] = [];
  const log = { info() {}, error: (message: string) => said.push(message) };
  const bus = createBusClient({ address, log: { info() {}, error() {} } });
  const watching = watchTrayHost({ bus, display, log, onChange: (host) => seen.push(host) });
  ends.push(
    () => bus.dispose(),
    () => watching.dispose(),
  );
  return { seen, said };
}

/** A panel: a watcher of which the test decides whether it has a host. */
async function startPanel(host: boolean): Promise<Bus & { setHost(host: boolean): void }> {
  const panel = await connectBus(desktop.env.DBUS_SESSION_BUS_ADDRESS);
  let registered = host;
  panel.serve((call) => {
    if (call.path !== '/StatusNotifierWatcher' || call.member !== 'Get') return undefined;
    return { signature: 'v', body: [new Variant('b', registered)] };
  });
  await panel.own(WATCHER);
  ends.push(() => panel.disconnect());
  return {
    ...panel,
    setHost(value) {
      registered = value;
      const member = value ? 'StatusNotifierHostRegistered' : 'StatusNotifierHostUnregistered';
      panel.emit({ path: '/StatusNotifierWatcher', interface: WATCHER, member });
    },
  };
}

test('a desktop without a panel', async () => {
  const { seen } = watch();
  await expect.poll(() => seen).toEqual(['absent']);
});

test('a desktop with a panel, which goes and comes back', async () => {
  const panel = await startPanel(true);
  const { seen } = watch();
  await expect.poll(() => seen).toEqual(['status-notifier']);
  await panel.disown(WATCHER);
  await expect.poll(() => seen).toEqual(['status-notifier', 'absent']);
  await panel.own(WATCHER);
  await expect.poll(() => seen).toEqual(['status-notifier', 'absent', 'status-notifier']);
});

test('a watcher alone shows nothing; its host comes and goes', async () => {
  const panel = await startPanel(false);
  const { seen } = watch();
  await expect.poll(() => seen).toEqual(['absent']);
  panel.setHost(true);
  await expect.poll(() => seen).toEqual(['absent', 'status-notifier']);
  panel.setHost(false);
  await expect.poll(() => seen).toEqual(['absent', 'status-notifier', 'absent']);
});

test('a watcher that knows no such property has no host', async () => {
  const panel = await connectBus(desktop.env.DBUS_SESSION_BUS_ADDRESS);
  ends.push(() => panel.disconnect());
  await panel.own(WATCHER);
  const { seen } = watch();
  await expect.poll(() => seen).toEqual(['absent']);
});

test('a session without a bus has no tray', async () => {
  const { seen } = watch({ address: 'unix:path=/nonexistent/bus' });
  await expect.poll(() => seen).toEqual(['absent']);
});

describe('under X', () => {
  const underX = () => {
    vi.stubEnv('XAUTHORITY', desktop.env.XAUTHORITY);
    return watch({ display: desktop.env.DISPLAY });
  };
  const startTray = async () => {
    const tray = await startXEmbedTray(desktop.env, 0);
    ends.push(tray.stop);
    return tray;
  };

  test('a panel that takes icons by XEmbed comes late, goes and comes back', async () => {
    const { seen, said } = underX();
    await expect.poll(() => seen).toEqual(['absent']);
    const tray = await startTray();
    await expect.poll(() => seen).toEqual(['absent', 'xembed']);
    await tray.stop();
    await expect.poll(() => seen).toEqual(['absent', 'xembed', 'absent']);
    await startTray();
    await expect.poll(() => seen).toEqual(['absent', 'xembed', 'absent', 'xembed']);
    expect(said).toEqual([]);
  });

  test('one that was there before is seen, also without a bus', async () => {
    await startTray();
    vi.stubEnv('XAUTHORITY', desktop.env.XAUTHORITY);
    const { seen } = watch({ address: 'unix:path=/nonexistent/bus', display: desktop.env.DISPLAY });
    await expect.poll(() => seen).toEqual(['xembed']);
  });

  test('one that takes over from another is seen to leave', async () => {
    const first = await startTray();
    const { seen } = underX();
    await expect.poll(() => seen).toEqual(['xembed']);
    const second = await startTray();
    await first.stop();
    await second.stop();
    await expect.poll(() => seen).toEqual(['xembed', 'absent']);
  });

  test('StatusNotifier hosts come first, as they do for Chromium', async () => {
    await startTray();
    const { seen } = underX();
    await expect.poll(() => seen).toEqual(['xembed']);
    const panel = await startPanel(true);
    await expect.poll(() => seen).toEqual(['xembed', 'status-notifier']);
    await panel.disown(WATCHER);
    await expect.poll(() => seen).toEqual(['xembed', 'status-notifier', 'xembed']);
  });

  test('where Chromium is no client of X, there is none', async () => {
    await startTray();
    const { seen } = watch({ display: null });
    await expect.poll(() => seen).toEqual(['absent']);
  });
});

describe('an X that cannot be had is no tray, and no harm', () => {
  /** @returns a display, over TCP */
  async function listen(onConnection: (socket: net.Socket) => void): Promise<string> {
    const server = net.createServer(onConnection);
    ends.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as net.AddressInfo).port - 6000}`;
  }

  test.each([
    ['that is not there', ':4711'],
    ['with a name that is none', 'nonsense'],
    ['whose screen is not there', '.7'],
  ])('one %s', async (_what, display) => {
    vi.stubEnv('XAUTHORITY', desktop.env.XAUTHORITY);
    const { seen, said } = watch({
      display: display.startsWith('.') ? desktop.env.DISPLAY + display : display,
    });
    await expect.poll(() => seen).toEqual(['absent']);
    expect(said).toHaveLength(1);
  });

  test('one that refuses us', async () => {
    vi.stubEnv('XAUTHORITY', '/nonexistent/cookie');
    const { seen, said } = watch({ display: desktop.env.DISPLAY });
    await expect.poll(() => seen).toEqual(['absent']);
    expect(said).toHaveLength(1);
  });

  test('a cookie that cannot be read', async () => {
    vi.stubEnv('XAUTHORITY', os.tmpdir());
    const { seen, said } = watch({ display: desktop.env.DISPLAY });
    await expect.poll(() => seen).toEqual(['absent']);
    expect(said).toHaveLength(1);
  });

  test('one that goes away', async () => {
    const tray = await startXEmbedTray(desktop.env, 0);
    ends.push(tray.stop);
    vi.stubEnv('XAUTHORITY', desktop.env.XAUTHORITY);
    const sockets: net.Socket[] = [];
    const display = await listen((socket) => {
      const x = net.connect(`/tmp/.X11-unix/X${desktop.env.DISPLAY.slice(1)}`);
      sockets.push(socket, x);
      socket.pipe(x).pipe(socket);
    });
    const { seen, said } = watch({ display });
    await expect.poll(() => seen).toEqual(['xembed']);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => seen).toEqual(['xembed', 'absent']);
    expect(said).toHaveLength(1);
  });

  test('one that never answers', async () => {
    const { seen } = watch({ display: await listen(() => {}) });
    await expect.poll(() => seen).toEqual(['absent']);
  });
});
