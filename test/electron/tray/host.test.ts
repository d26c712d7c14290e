import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createSessionBus, type SessionBus } from '../../../electron/dbus.ts';
import { type TrayHost, watchTrayHost } from '../../../electron/tray/host.ts';
import { type Bus, type BusDaemon, connectBus, startBusDaemon, Variant } from '../../support/bus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';

let daemon: BusDaemon;
let bus: SessionBus;
const ends: (() => void)[] = [];

beforeAll(async () => {
  daemon = await startBusDaemon();
});
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});
afterAll(() => daemon.stop());

function watch(address = daemon.address): TrayHost[] {
  const seen: TrayHost[] = [];
  bus = createSessionBus({ address, log: { info() {}, error() {} } });
  const watching = watchTrayHost({ bus, onChange: (host) => seen.push(host) });
  ends.push(
    () => bus.dispose(),
    () => watching.dispose(),
  );
  return seen;
}

/** A panel: a watcher of which the test decides whether it has a host. */
async function startPanel(host: boolean): Promise<Bus & { setHost(host: boolean): void }> {
  const panel = await connectBus(daemon.address);
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
  const seen = watch();
  await expect.poll(() => seen).toEqual(['absent']);
});

test('a desktop with a panel, which goes and comes back', async () => {
  const panel = await startPanel(true);
  const seen = watch();
  await expect.poll(() => seen).toEqual(['present']);
  await panel.disown(WATCHER);
  await expect.poll(() => seen).toEqual(['present', 'absent']);
  await panel.own(WATCHER);
  await expect.poll(() => seen).toEqual(['present', 'absent', 'present']);
});

test('a watcher alone shows nothing; its host comes and goes', async () => {
  const panel = await startPanel(false);
  const seen = watch();
  await expect.poll(() => seen).toEqual(['absent']);
  panel.setHost(true);
  await expect.poll(() => seen).toEqual(['absent', 'present']);
  panel.setHost(false);
  await expect.poll(() => seen).toEqual(['absent', 'present', 'absent']);
});

test('a watcher that knows no such property has no host', async () => {
  const panel = await connectBus(daemon.address);
  ends.push(() => panel.disconnect());
  await panel.own(WATCHER);
  const seen = watch();
  await expect.poll(() => seen).toEqual(['absent']);
});

test('a session without a bus has no tray', async () => {
  const seen = watch('unix:path=/nonexistent/bus');
  await expect.poll(() => seen).toEqual(['absent']);
});
