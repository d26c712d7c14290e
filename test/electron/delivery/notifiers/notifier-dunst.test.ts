import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Desktop, startDesktop } from '../../../../build/desktop.ts';
import type {
  Notifier,
  NotifierEvent,
  ToastButton,
} from '../../../../electron/delivery/notifiers/notifier.ts';
import { createDbusNotifier } from '../../../../electron/delivery/notifiers/notifier-dbus.ts';
import { createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { type Dunst, startWatchedDunst } from '../../../support/dunst.ts';
import { until } from '../../../support/poll.ts';
import { LOOKS, NO_FILE, READ, soundsOf, toast } from './linux-toasts.ts';

let desktop: Desktop;
let dunst: Dunst;
let notifier: Notifier;
let disposeBus: () => void;
const events: NotifierEvent[] = [];

beforeAll(async () => {
  desktop = await startDesktop({ notifications: false });
  dunst = await startWatchedDunst(desktop);
  const log = { info() {}, error() {} };
  const bus = createBusClient({ address: desktop.env.DBUS_SESSION_BUS_ADDRESS, log });
  disposeBus = () => bus.dispose();
  notifier = createDbusNotifier({ bus, looks: LOOKS, sounds: soundsOf(), file: NO_FILE, log });
  notifier.onEvent((event) => events.push(event));
  await until('the daemon', () => events.length > 0);
});
afterAll(async () => {
  await notifier?.dispose();
  disposeBus?.();
  await dunst?.stop();
  await desktop?.stop();
});
beforeEach(() => {
  events.length = 0;
});

test('a click opens the toast, which closes', async () => {
  expect(await notifier.show(toast('a'))).toBe('shown');
  await expect.poll(() => dunst.displayed()).toBe(1);
  await dunst.click();
  await expect
    .poll(() => events)
    .toEqual([
      { type: 'open', key: 'a' },
      { type: 'closed', key: 'a', by: 'user' },
    ]);
  await expect.poll(() => dunst.displayed()).toBe(0);
});

test('each button says which one was pressed', async () => {
  const buttons: readonly ToastButton[] = [
    { kind: 'sender', id: 'approve', label: 'Approve' },
    { kind: 'reply', label: 'Reply', placeholder: 'Write a reply' },
    READ,
  ];
  await notifier.show(toast('a', { buttons }));
  await expect.poll(() => dunst.displayed()).toBe(1);
  await dunst.press('Approve');
  await expect.poll(() => events[0]).toEqual({ type: 'sender', key: 'a', action: 'approve' });
  notifier.close('a');
  await expect.poll(() => dunst.displayed()).toBe(0);
  for (const [key, label, click] of [
    ['b', 'Reply', { type: 'compose' }],
    ['c', READ.label, { type: 'button', command: 'inbox.read' }],
  ] as const) {
    events.length = 0;
    await notifier.show(toast(key, { buttons }));
    await dunst.press(label);
    await expect
      .poll(() => events)
      .toEqual([
        { key, ...click },
        { type: 'closed', key, by: 'user' },
      ]);
    await expect.poll(() => dunst.displayed()).toBe(0);
  }
});

test('a toast with the same key replaces it, and closing removes it', async () => {
  await notifier.show(toast('a'));
  await notifier.show(toast('b'));
  await notifier.show(toast('a'));
  await expect.poll(() => dunst.displayed()).toBe(2);
  notifier.close('a');
  await expect.poll(() => dunst.displayed()).toBe(1);
  notifier.close('b');
  await expect.poll(() => dunst.displayed()).toBe(0);
});

test('a toast whose notification was read while the daemon hung closes when the daemon continues', async () => {
  dunst.hang();
  expect(await notifier.show(toast('a'))).toBe('timeout');
  notifier.close('a');
  dunst.wake();
  expect(await notifier.show(toast('b'))).toBe('shown');
  await expect.poll(() => dunst.displayed()).toBe(1);
  notifier.close('b');
  await expect.poll(() => dunst.displayed()).toBe(0);
});

test('killed and started again', async () => {
  await notifier.show(toast('a'));
  await dunst.kill();
  await expect.poll(() => events).toEqual([{ type: 'closed', key: 'a', by: 'daemon' }]);
  expect(await notifier.show(toast('b'))).toBe('unavailable');
  await dunst.start();
  await expect.poll(() => events.at(-1)).toEqual({ type: 'available' });
  expect(await notifier.show(toast('b'))).toBe('shown');
  await expect.poll(() => dunst.displayed()).toBe(1);
});
