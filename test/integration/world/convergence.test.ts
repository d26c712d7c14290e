/** Order and truth: whatever happens between two devices and two upstreams, all of them agree in the end. */
import fs from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Counts } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { Network } from '../../../electron/network/network.ts';
// Loaded here, because loading takes a while.
import '../../../electron/inbox/channel.ts';
import { type Device, owners, type Shown, ways } from './device.ts';
import { type Story, startWorld, story, type World } from './world.ts';

// The way into the network of each main process is played; what it says and hears there is its own.
vi.mock(import('../../../electron/network/choose-stack.ts'), async (original) => ({
  ...(await original()),
  createNetwork({ session }): Network {
    const way = ways.get(session());
    if (way === undefined) throw new Error('nobody has this session');
    return {
      send: (url, request) => way.send(url, request),
      socket: (url) => way.socket(url),
      handshake: () => Promise.reject(new Error('not played')),
      routes: () => Promise.reject(new Error('not played')),
    };
  },
}));
vi.mock(import('../../../electron/pusher/direct.ts'), () => ({
  directSocket(url) {
    const way = owners.get(new URL(url).hostname);
    if (way === undefined) throw new Error(`nobody owns ${url}`);
    return way.socket(url);
  },
}));
// In one turn, so that a seed determines the result.
vi.mock(import('../../../electron/system/whole-file.ts'), async (original) => ({
  ...(await original()),
  writeWhole: async (file, text) => fs.writeFileSync(file, text),
}));

beforeEach(() => {
  // Power cuts are other tests' matter: here no disk is waited for.
  if (fs.existsSync('/dev/shm')) vi.stubEnv('TMPDIR', '/dev/shm');
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  });
  vi.stubGlobal('fetch', async (url: URL, { method = 'GET', headers, body }: RequestInit) => {
    const way = owners.get(url.hostname);
    if (way === undefined) throw new Error(`nobody owns ${url}`);
    const sent = {
      method,
      headers: headers as Record<string, string>,
      body: body === undefined ? null : String(body),
    };
    const { status, text } = await way.send(url.href, sent);
    return { ok: status < 300, status, json: async () => JSON.parse(text) };
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const isUnread = ({ read_at, archived_at }: Notification): boolean =>
  read_at === null && archived_at === null;
const stateOf = ({ title, read_at, archived_at }: Notification): string =>
  `${title}${read_at === null ? '' : ' read'}${archived_at === null ? '' : ' archived'}`;
const titlesOf = (rows: readonly Notification[]): string[] => rows.map(({ title }) => title).sort();

async function expectSame({ devices, team, shop }: World): Promise<void> {
  const unreadThere = shop.table.rows.filter(({ read_at }) => read_at === null);
  const titles = (rows: readonly Readonly<{ data: Readonly<Record<string, unknown>> }>[]) =>
    rows.map(({ data }) => String(data.title)).sort();
  for (const device of devices) {
    const there = await team.rows();
    expect((await device.rows('s-team')).map(stateOf).sort()).toEqual(there.map(stateOf).sort());
    // What an app does not have any more stays here: as read, if its list has shown it before; else as it came.
    const unread: Notification[] = [];
    for (const row of await device.rows('s-shop')) {
      if (isUnread(row) && (await device.wasListed(row.id))) unread.push(row);
    }
    expect(titlesOf(unread)).toEqual(titles(unreadThere));
    expect(titlesOf(await device.rows('s-shop'))).toEqual(expect.arrayContaining(titles(shop.table.rows)));
    await expectOwnTruth(device);
  }
}

/** Its backend, its tray and its window say the same; no row is there twice. */
async function expectOwnTruth(device: Device): Promise<void> {
  const rows = await device.rows();
  const unread = rows.filter(isUnread);
  const by_source: Record<string, number> = {};
  for (const { source } of unread) by_source[source] = (by_source[source] ?? 0) + 1;
  const { backend, main, listed } = await device.counts();
  expect(backend).toEqual({ unread: unread.length, by_source } satisfies Counts);
  expect(main).toEqual(backend);
  expect([...(listed ?? [])].sort()).toEqual(titlesOf(unread));
  expect(new Set(titlesOf(rows)).size).toBe(rows.length);
  expect(await device.pending()).toBe(0);
  for (const { key, title } of device.screen.values()) {
    if (key.startsWith('item:')) expect(titlesOf(unread)).toContain(title);
  }
}

/** Titles that a toast shows; a summary of many shows the newest three. */
const announcedBy = ({ title, body }: Shown): readonly string[] =>
  `${title}\n${body}`.match(/Number \d+\./g) ?? [];

/** A summary on the screen grows and lists earlier notifications again; everything else is announced once. */
function expectNothingTwice({ toasts }: Device): void {
  const told = new Map<string, Shown>();
  for (const toast of toasts) {
    for (const title of announcedBy(toast)) {
      const before = told.get(title);
      if (before !== undefined) {
        expect([title, before.run, before.key]).toEqual([title, toast.run, toast.key]);
        expect(toast.key).toMatch(/^summary:/);
      }
      told.set(title, toast);
    }
  }
}

async function agree(world: World): Promise<boolean> {
  try {
    await expectSame(world);
    return true;
  } catch {
    return false;
  }
}

async function play({ steps, seed }: Story): Promise<World> {
  const world = await startWorld(seed);
  for (const step of steps) await world.take(step);
  await world.settle(() => agree(world));
  return world;
}

test('whatever is lost, doubled, late or reordered, and whichever process ends, all agree in the end, and nothing is announced twice or after it is read', {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(story, async (one) => {
      const world = await play(one);
      await expectSame(world);
      for (const device of world.devices) {
        expectNothingTwice(device);
        expect(device.late).toEqual([]);
      }
      await world.remove();
    }),
    // A slow machine plays fewer; shrinking a failure takes this long at most.
    { numRuns: 80, interruptAfterTimeLimit: 60_000 },
  );
});

test('the same story ends in the same way, so that a failure can be looked into', async () => {
  const [one] = fc.sample(story, { numRuns: 1, seed: 1 });
  async function toasts(): Promise<string> {
    const world = await play(one as Story);
    const all = JSON.stringify(world.devices.map((device) => device.toasts));
    await world.remove();
    // Ids are random.
    return all.replaceAll(/[0-9a-f-]{20,}/g, 'id');
  }
  const first = await toasts();
  expect(first).toContain('Number 1.');
  expect(await toasts()).toBe(first);
});

describe('in fine weather', () => {
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
    await team.send('Number 1.', null);
    await network.pass(1_000);
    for (const device of devices)
      expect([onScreen(device), await unread(device)]).toEqual([['Number 1.'], 1]);

    one.act(
      'read',
      (await one.rows()).map(({ id }) => id),
    );
    await network.pass(2_000);
    expect([onScreen(two), await unread(two)]).toEqual([[], 0]);
    expect(await one.pending()).toBe(0);
  });

  test('and by the next check, by a Laravel app', async () => {
    const { devices, shop, network } = await calm();
    shop.notify('Number 1.', 'wrapped', 1);
    await network.pass(1_000);
    for (const device of devices)
      expect([onScreen(device), await unread(device)]).toEqual([['Number 1.'], 1]);

    shop.table.read(shop.table.rows[0]?.id ?? '');
    // Each minute, give or take a tenth.
    await network.pass(66_000 + 2_000);
    for (const device of devices) expect([onScreen(device), await unread(device)]).toEqual([[], 0]);
  });

  test('ten thousand that were missed, offline and while the app did not run, are four toasts at most', {
    timeout: 60_000,
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
    await team.send('Number 301.', null);
    await network.pass(2_000);
    expect(onScreen(one)).toContain('Number 301.');
    expect(await unread(two)).toBe(10_301);
  });
});
