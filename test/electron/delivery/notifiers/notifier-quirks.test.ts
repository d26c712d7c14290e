import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDbusNotifier } from '../../../../electron/delivery/notifiers/notifier-dbus.ts';
import type { Pixels } from '../../../../electron/delivery/notifiers/notify-call.ts';
import { createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { type BusDaemon, startBusDaemon } from '../../../support/bus.ts';
import { startNotificationDaemon } from '../../../support/notification-daemon.ts';
import { LOOKS, NO_FILE, soundsOf, toast } from './linux-toasts.ts';

let bus: BusDaemon;
const ends: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  bus = await startBusDaemon();
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await bus.stop();
});

/** Beside a daemon that calls itself so. `pixels`: what a picture holds; null: it cannot be decoded. */
async function setUp(name: string, vendor: string, pixels: Pixels | null = null) {
  const daemon = await startNotificationDaemon(bus.address, undefined, [name, vendor]);
  const log = { info() {}, error() {} };
  const session = createBusClient({ address: bus.address, log });
  const looks = { ...LOOKS, pixels: () => pixels };
  const notifier = createDbusNotifier({ bus: session, looks, sounds: soundsOf(), file: NO_FILE, log });
  ends.push(daemon.stop, () => session.dispose(), notifier.dispose);
  await expect.poll(() => notifier.show(toast('first'))).toBe('shown');
  return { daemon, notifier, last: () => daemon.notified().at(-1) };
}

const IMAGE = '/images/a.png';
const LONG =
  'The nightly build of the warehouse has failed because its database is missing, and nobody can deploy';

test('ordinary: lines are its own, pictures go by their file', async () => {
  const { notifier, last } = await setUp('any', 'one');
  await notifier.show(toast('a', { title: LONG, image: IMAGE }));
  expect(last()).toMatchObject({
    title: LONG,
    icon: '/icons/256.png',
    hints: { 'image-path': 'file:///images/a.png' },
  });
});

test('MATE: a title is broken into lines, between words if possible', async () => {
  const { notifier, last } = await setUp('Notification Daemon', 'MATE');
  await notifier.show(toast('a', { title: LONG, body: LONG }));
  expect(last()?.title.split('\n')).toEqual([
    'The nightly build of the warehouse has',
    'failed because its database is missing, and',
    'nobody can deploy',
  ]);
  expect(last()?.body).toBe(LONG);
  await notifier.show(toast('b', { title: 'x'.repeat(100) }));
  expect(
    last()
      ?.title.split('\n')
      .map(({ length }) => length),
  ).toEqual([44, 44, 12]);
});

test('LXQt: a picture goes by the older name, and by that only', async () => {
  const { notifier, last } = await setUp('lxqt-notificationd', 'lxqt.org');
  await notifier.show(toast('a', { image: IMAGE }));
  expect(last()?.hints).toEqual({
    urgency: 1,
    'desktop-entry': 'belfry',
    'suppress-sound': true,
    image_path: 'file:///images/a.png',
  });
});

test('LXQt: one button besides that of the toast, the first', async () => {
  const { notifier, last } = await setUp('lxqt-notificationd', 'lxqt.org');
  const buttons = (['inbox.read', 'inbox.done'] as const).map((command) => ({
    ...{ kind: 'command' as const, command, label: command },
  }));
  await notifier.show(toast('a', { buttons }));
  expect(last()?.actions).toEqual(['default', 'Open', 'inbox.read', 'inbox.read']);
});

test('awesome: the icon is small, and a picture replaces it', async () => {
  const rgba = Buffer.from([255, 0, 0, 255, 0, 255, 0, 255]);
  const { notifier, last } = await setUp('naughty', 'awesome', { width: 2, height: 1, rgba });
  expect(last()).toMatchObject({ icon: '/icons/64.png', hints: { urgency: 1 } });
  await notifier.show(toast('a', { image: IMAGE, body: `first\n\n${LONG}` }));
  expect(last()).toMatchObject({ icon: '', hints: { image_data: [2, 1, 8, true, 8, 4, rgba] } });
  expect(last()?.body.split('\n')).toEqual([
    'first',
    '',
    'The nightly build of the warehouse has failed because its',
    'database is missing, and nobody can deploy',
  ]);
});

test('awesome: what cannot be decoded leaves the icon', async () => {
  const { notifier, last } = await setUp('naughty', 'awesome');
  await notifier.show(toast('a', { image: IMAGE }));
  expect(last()).toMatchObject({ icon: '/icons/64.png' });
});

test('notification-daemon: a toast on the screen expires before it is closed, another one is only closed', async () => {
  const { daemon, notifier, last } = await setUp('Notification Daemon', 'GNOME');
  await notifier.show(toast('a'));
  await notifier.show(toast('b'));
  daemon.dismiss(3);
  await notifier.show(toast('c'));
  notifier.close('a');
  notifier.close('b');
  await expect.poll(() => [...daemon.closed()].sort()).toEqual([2, 3]);
  expect(last()).toMatchObject({ replaces: 2, timeout: 1 });
});
