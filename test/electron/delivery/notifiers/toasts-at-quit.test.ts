import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Notifier } from '../../../../electron/delivery/notifiers/notifier.ts';
import { createDbusNotifier } from '../../../../electron/delivery/notifiers/notifier-dbus.ts';
import { openToastIds } from '../../../../electron/delivery/notifiers/toast-ids.ts';
import { createBusClient } from '../../../../electron/system/dbus/dbus.ts';
import { type BusDaemon, startBusDaemon } from '../../../support/bus.ts';
import { type NotificationDaemon, startNotificationDaemon } from '../../../support/notification-daemon.ts';
import { LOOKS, soundsOf, toast } from './linux-toasts.ts';

const log = { info() {}, error() {} };

let bus: BusDaemon;
let daemon: NotificationDaemon;
let folder: string;
const ends: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  bus = await startBusDaemon();
  daemon = await startNotificationDaemon(bus.address);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-toasts-'));
  ends.push(bus.stop, () => fs.rmSync(folder, { recursive: true }));
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const file = (): string => path.join(folder, 'toasts.json');
const kept = (): unknown => JSON.parse(fs.readFileSync(file(), 'utf8'));
const titles = (): readonly string[] => daemon.shown().map(({ title }) => title);

/** One run of the app, with a bus connection that ends with it. */
async function run(): Promise<{ notifier: Notifier; crash: () => void }> {
  const session = createBusClient({ address: bus.address, log });
  const ids = openToastIds(file(), log);
  const notifier = createDbusNotifier({ bus: session, looks: LOOKS, sounds: soundsOf(), file: ids, log });
  let available = false;
  notifier.onEvent(({ type }) => {
    if (type === 'available') available = true;
  });
  await expect.poll(() => available).toBe(true);
  // What it writes is written before the folder goes.
  ends.push(ids.written, () => session.dispose());
  return { notifier, crash: () => session.dispose() };
}

test('all toasts close, also those in a notification centre, and nothing is left for the next run', async () => {
  const { notifier } = await run();
  for (const key of ['a', 'b', 'c']) await notifier.show(toast(key));
  daemon.expire(2);
  await notifier.dispose();
  expect(titles()).toEqual([]);
  expect([...daemon.closed()].sort()).toEqual([1, 2, 3]);
  expect(kept()).toMatchObject({ ids: [] });
});

test('a toast that is on its way closes too, and none comes after that', async () => {
  const { notifier } = await run();
  await notifier.show(toast('a'));
  const late = notifier.show(toast('b'));
  await notifier.dispose();
  await late;
  expect(titles()).toEqual([]);
  expect(await notifier.show(toast('c'))).toBe('closed');
  expect(titles()).toEqual([]);
});

test('a hanging daemon delays nothing; it closes the toasts when it continues, or the next run does', async () => {
  const { notifier, crash } = await run();
  await notifier.show(toast('a'));
  daemon.hang();
  await notifier.dispose();
  crash();
  await expect.poll(daemon.closed).toEqual([1]);
  expect(kept()).toMatchObject({ ids: [1] });
});

test('after a crash the next run closes them, and only them', async () => {
  const first = await run();
  await first.notifier.show(toast('a'));
  await first.notifier.show(toast('b'));
  first.notifier.close('a');
  await expect.poll(kept).toMatchObject({ ids: [2] });
  first.crash();
  const closed = daemon.closed().length;
  const second = await run();
  await expect.poll(titles).toEqual([]);
  expect(daemon.closed().slice(closed)).toEqual([2]);
  await expect.poll(kept).toMatchObject({ ids: [] });
  await second.notifier.show(toast('a'));
  expect(titles()).toEqual(['title a']);
});

test('after a crash the ids mean nothing to another daemon, nor on another bus', async () => {
  const first = await run();
  await first.notifier.show(toast('a'));
  await expect.poll(kept).toMatchObject({ ids: [1] });
  first.crash();
  const crashed = fs.readFileSync(file());

  await daemon.stop();
  daemon = await startNotificationDaemon(bus.address);
  await (await run()).notifier.show(toast('of another program', { title: 'same id' }));
  expect(daemon.closed()).toEqual([]);

  // The daemon of a new session may well have the name that the one before had.
  const { bus: _bus, ...same } = { ...(kept() as object), bus: '' };
  fs.writeFileSync(
    file(),
    JSON.stringify({ ...same, bus: JSON.parse(crashed.toString()).bus.replace(/./g, '0') }),
  );
  const { notifier } = await run();
  await notifier.show(toast('b'));
  expect(titles()).toEqual(['same id', 'title b']);
});

test.each(['', '{', '[]', '{"bus":"x","owner":":1.1","ids":["a"]}'])(
  'a file that holds %o is none',
  async (text) => {
    fs.writeFileSync(file(), text);
    const { notifier } = await run();
    await notifier.show(toast('a'));
    await expect.poll(kept).toMatchObject({ ids: [1] });
  },
);
