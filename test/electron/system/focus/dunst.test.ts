import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desktop, startDesktop } from '../../../../build/desktop.ts';
import { createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { createFocus, type Focus } from '../../../../electron/system/focus/focus.ts';
import { type Dunst, startWatchedDunst } from '../../../support/dunst.ts';

let desktop: Desktop;
let dunst: Dunst;
let focus: Focus;
let disposeBus: () => void;

beforeAll(async () => {
  desktop = await startDesktop({ notifications: false });
  dunst = await startWatchedDunst(desktop);
  const bus = createBusClient({
    address: desktop.env.DBUS_SESSION_BUS_ADDRESS,
    log: { info() {}, error() {} },
  });
  disposeBus = () => bus.dispose();
  focus = createFocus({ bus, run: async () => '', configHome: '/nonexistent', log: () => {} });
});
afterAll(async () => {
  focus?.dispose();
  disposeBus?.();
  await dunst?.stop();
  await desktop?.stop();
});

test('a paused dunst holds notifications back, until it goes on, or ends', async () => {
  await dunst.setPaused(true);
  await expect.poll(() => focus.now()).toEqual({ by: 'dunst' });
  await dunst.setPaused(false);
  await expect.poll(() => focus.now()).toBeNull();
  await dunst.setPaused(true);
  await expect.poll(() => focus.now()).toEqual({ by: 'dunst' });
  await dunst.kill();
  await expect.poll(() => focus.now()).toBeNull();
  // A new one is not paused.
  await dunst.start();
  await dunst.setPaused(true);
  await expect.poll(() => focus.now()).toEqual({ by: 'dunst' });
});
