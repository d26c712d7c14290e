/** Two devices, a team server and a Laravel app in fine weather: what their user sees, and how soon. */
import './stage.ts';
import { expect, onTestFinished, test } from 'vitest';
import type { Device } from './device.ts';
import { startWorld, type World } from './world.ts';

async function calm(): Promise<World> {
  const world = await startWorld(1);
  onTestFinished(() => world.remove());
  world.network.calm();
  await world.network.pass(10_000);
  return world;
}
const onScreen = ({ screen }: Device): string[] => [...screen.values()].map(({ title }) => title);
const unread = async (device: Device): Promise<number> => (await device.counts()).main.unread;

test('what is read elsewhere goes from screen and tray within two seconds, by a team server', async () => {
  const { devices, team, network } = await calm();
  const [one, two] = devices;
  await team.send({ title: 'Number 1.' });
  await network.pass(1_000);
  for (const device of devices) expect([onScreen(device), await unread(device)]).toEqual([['Number 1.'], 1]);

  await one.account.act({ kind: 'read' }, { on: 'row', pick: 0 });
  await network.pass(2_000);
  expect([onScreen(two), await unread(two)]).toEqual([[], 0]);
  expect(one.pending()).toBe(0);
});

test('and by the next check, by a Laravel app', async () => {
  const { devices, shop, network } = await calm();
  shop.notify('Number 1.', 'wrapped', 1);
  await network.pass(1_000);
  for (const device of devices) expect([onScreen(device), await unread(device)]).toEqual([['Number 1.'], 1]);

  shop.table.read(shop.table.rows[0]?.id ?? '');
  // Each minute, give or take a tenth.
  await network.pass(66_000 + 2_000);
  for (const device of devices) expect([onScreen(device), await unread(device)]).toEqual([[], 0]);
});

test('ten thousand that were missed, offline and while the app did not run, are four toasts at most', {
  timeout: 240_000,
}, async () => {
  const { devices, team, shop, network } = await calm();
  const [one, two] = devices;
  network.weather('one', 'team', 'cut');
  network.weather('one', 'shop', 'cut');
  await team.sendMany(10_000);
  for (let at = 0; at < 300; at += 1) shop.notify(`Number ${at}.`, 'flat', 0);
  await one.restart('crash');
  await network.pass(5_000);
  expect(one.toasts).toEqual([]);
  network.weather('one', 'team', 'fine');
  network.weather('one', 'shop', 'fine');
  one.kick();
  await network.pass(120_000, 1_000);

  expect(await unread(one)).toBe(10_300);
  expect((await one.counts()).main.by_source).toEqual({ 's-team': 10_000, 's-shop': 300 });
  expect(one.toasts.length).toBeGreaterThan(0);
  expect(one.toasts.length).toBeLessThanOrEqual(4);
  await team.send({ title: 'Number 301.' });
  await network.pass(2_000);
  expect(onScreen(one)).toContain('Number 301.');
  expect(await unread(two)).toBe(10_301);
});

/** What has appeared on each screen so far. */
const shownBy = ({ devices }: World): string[][] =>
  devices.map(({ toasts }) => toasts.map(({ title }) => title));
const each = <T>(one: T): T[] => [one, one];
const FIRST = { on: 'row', pick: 0 } as const;

test('a snooze of a team row ends on every device by one toast each, wherever it began', async () => {
  const world = await calm();
  const { devices, team, network } = world;
  await team.send({ title: 'Number 1.' });
  await network.pass(2_000);
  await devices[0].account.act({ kind: 'snooze', minutes: 5 }, FIRST);
  await network.pass(2_000);
  for (const device of devices) expect([onScreen(device), await unread(device)]).toEqual([[], 0]);
  expect(await team.rows()).toMatchObject([{ snoozed_until: expect.any(String) }]);
  await network.pass(10 * 60_000, 1_000);
  for (const device of devices) expect([onScreen(device), await unread(device)]).toEqual([['Number 1.'], 1]);
  expect(shownBy(world)).toEqual(each(['Number 1.', 'Number 1.']));
});

test('a snooze of a Laravel row stays on its computer, and ends there while the app is away', async () => {
  const world = await calm();
  const { devices, shop, network } = world;
  shop.notify('Number 1.', 'flat', 1);
  await network.pass(2_000);
  await devices[0].account.act({ kind: 'snooze', minutes: 5 }, FIRST);
  await network.pass(2_000);
  await shop.kill();
  await network.pass(5 * 60_000, 1_000);
  expect(shownBy(world)).toEqual([['Number 1.', 'Number 1.'], ['Number 1.']]);
});

test.each(['read', 'done', 'delete', 'snooze'] as const)(
  'what comes back by an undo of %s, from the other device, is no news',
  async (kind) => {
    const world = await calm();
    const { devices, team, network } = world;
    const [one, two] = devices;
    await team.send({ title: 'Number 1.' });
    await network.pass(2_000);
    await one.account.act(kind === 'snooze' ? { kind, minutes: 5 } : { kind }, FIRST);
    await network.pass(2_000);
    for (const device of devices) expect(await unread(device)).toBe(0);
    // The batch of the other device lies in its own inbox; at the team server it is one of that.
    await team.account()?.undo(0);
    await network.pass(2_000);
    for (const device of devices) expect(await unread(device)).toBe(1);
    await two.account.act({ kind: 'done' }, FIRST);
    await network.pass(2_000);
    await two.account.act({ kind: 'restore' }, FIRST);
    await network.pass(2_000);
    for (const device of devices) expect(await unread(device)).toBe(1);
    expect(shownBy(world)).toEqual(each(['Number 1.']));
  },
);

test('what a mute or a rule of the team has dealt with never interrupts', async () => {
  const world = await calm();
  const { devices, team, network } = world;
  await team.account()?.rule('type:build', 'read');
  await team.account()?.rule('type:alert', 'done');
  await team.account()?.mute({ what: 'thread', source: 'local', key: 'group' }, null);
  await team.send({ title: 'Number 1.', type: 'build' });
  await team.send({ title: 'Number 2.', type: 'alert' });
  await team.send({ title: 'Number 3.', group_key: 'group' });
  await network.pass(5_000);
  for (const device of devices) {
    expect(await unread(device)).toBe(0);
    expect((await device.rows()).map(({ title }) => title).sort()).toEqual([
      'Number 1.',
      'Number 2.',
      'Number 3.',
    ]);
  }
  expect(shownBy(world)).toEqual(each([]));
});

test('mutes and rules of a computer hold for its Laravel rows alone, and the app hears of what they read', async () => {
  const world = await calm();
  const { devices, shop, team, network } = world;
  await devices[0].account.rule('number', 'read');
  await devices[1].account.mute({ what: 'source', source: 's-shop', key: '' }, null);
  shop.notify('Number 1.', 'wrapped', 1);
  await team.send({ title: 'Number 2.' });
  await network.pass(90_000, 1_000);
  expect(shownBy(world)).toEqual(each(['Number 2.']));
  expect(shop.table.rows).toMatchObject([{ read_at: expect.any(String) }]);
  for (const device of devices) expect((await device.counts()).main.by_source).toEqual({ 's-team': 1 });
});

test('what expires leaves every screen, what is scheduled comes at its time', async () => {
  const world = await calm();
  const { devices, team, network } = world;
  await team.send({ title: 'Number 1.', expires_at: new Date(Date.now() + 60_000).toISOString() });
  await team.send({ title: 'Number 2.', delay: 100 });
  await network.pass(50_000, 1_000);
  for (const device of devices) expect(onScreen(device)).toEqual(['Number 1.']);
  await network.pass(20_000, 1_000);
  for (const device of devices) expect([onScreen(device), await unread(device)]).toEqual([[], 0]);
  await network.pass(40_000, 1_000);
  for (const device of devices) expect(onScreen(device)).toEqual(['Number 2.']);
  expect(shownBy(world)).toEqual(each(['Number 1.', 'Number 2.']));
});

const fire = { title: 'Number 1.', emergency: { retry: 60, expire: 600 } };

test('an emergency sounds on each device while it is read there, and is over everywhere within two seconds', async () => {
  const world = await calm();
  const { devices, team, network } = world;
  const [one, two] = devices;
  await team.send(fire);
  await network.pass(70_000, 1_000);
  expect(shownBy(world)).toEqual(each(['Number 1.', 'Number 1.']));
  await one.account.act({ kind: 'read' }, { on: 'row', pick: 0 });
  await network.pass(60_000, 1_000);
  expect(shownBy(world)).toEqual(each(['Number 1.', 'Number 1.', 'Number 1.']));
  for (const device of devices) expect(onScreen(device)).toEqual(['Number 1.']);
  await one.account.act({ kind: 'acknowledge' }, { on: 'row', pick: 0 });
  await network.pass(2_000);
  for (const device of devices) expect(onScreen(device)).toEqual([]);
  await network.pass(10 * 60_000, 1_000);
  expect(shownBy(world)).toEqual(each(['Number 1.', 'Number 1.', 'Number 1.']));
  expect(two.pending()).toBe(0);
});

test('it also sounds offline and after a restart; its acknowledgement waits for the connection, and then ends it elsewhere', async () => {
  const world = await calm();
  const { devices, team, network } = world;
  const [one, two] = devices;
  await team.send(fire);
  await network.pass(1_000);
  network.weather('one', 'team', 'cut');
  await one.restart('crash');
  await network.pass(60_000, 1_000);
  expect(onScreen(one)).toEqual(['Number 1.']);
  await one.account.act({ kind: 'acknowledge' }, { on: 'row', pick: 0 });
  await network.pass(2_000);
  expect([onScreen(one), one.pending(), onScreen(two)]).toEqual([[], 1, ['Number 1.']]);
  network.weather('one', 'team', 'fine');
  one.kick();
  let seconds = 0;
  while (one.pending() > 0 && seconds < 60) {
    await network.pass(1_000);
    seconds += 1;
  }
  await network.pass(2_000);
  expect([one.pending(), onScreen(two)]).toEqual([0, []]);
});
