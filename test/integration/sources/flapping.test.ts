/** Both kinds of source over a network that comes and goes. */
import { expect, onTestFinished, test } from 'vitest';
import { type FlakyNetwork, startFlakyNetwork, type Weather } from '../../support/flaky-network.ts';
import { startLaravelApp } from '../../support/laravel-app.ts';
import { startDesk } from './desk.ts';
import { startTeam } from './team.ts';

const FLAPS: readonly Weather[] = ['cut', 'silent', 'cut', 'silent'];

test('flapping loses nothing, delivers nothing twice, and ends online', { timeout: 120_000 }, async () => {
  const team = await startTeam();
  const shop = await startLaravelApp();
  onTestFinished(() => shop.close());
  const through = async (port: number): Promise<FlakyNetwork> => {
    const network = await startFlakyNetwork(port);
    onTestFinished(network.stop);
    return network;
  };
  const { endpoint } = shop.source();
  if (!('port' in endpoint)) throw new Error('the app has a server of its own');
  const ways = {
    team: await through(Number(new URL(team.url).port)),
    shop: await through(Number(new URL(shop.url).port)),
    sockets: await through(endpoint.port),
  };
  const desk = await startDesk();
  await desk.save({ ...team.source, url: ways.team.url }, { token: team.token() });
  const relayed = { ...endpoint, port: Number(new URL(ways.sockets.url).port) };
  await desk.save(shop.source({ url: ways.shop.url, endpoint: relayed }), { token: shop.token });
  const online = async (): Promise<void> => {
    for (const id of ['s-team', 's-laravel']) {
      await expect.poll(() => desk.status(id), { timeout: 60_000 }).toBe('online');
    }
  };
  await online();

  const sent: string[] = [];
  let read = '';
  async function send(): Promise<void> {
    sent.push(`Team ${sent.length}`, `Shop ${sent.length}`);
    const [there, here] = sent.slice(-2);
    await Promise.all([
      team.send({ title: there ?? '' }),
      shop.notify({ data: { title: here, message: '' } }),
    ]);
  }
  for (const weather of FLAPS) {
    for (const way of Object.values(ways)) way.set(weather);
    await send();
    const [newest] = await desk.rows({ view: 'unread' });
    if (newest !== undefined) {
      read = newest.title;
      await desk.act({ action: 'read', ids: [newest.id] });
    }
    const before = ways.team.connections();
    for (const way of Object.values(ways)) way.set('fine');
    // As when the system reports another network; and off again as soon as it begins to connect.
    desk.sources.kick();
    await expect.poll(ways.team.connections).toBeGreaterThan(before);
    await send();
  }
  desk.sources.kick();
  await online();

  const rows = async () => [...(await desk.rows()).map(({ title }) => title)].sort();
  await expect.poll(rows, { timeout: 60_000 }).toEqual([...sent].sort());
  expect(read).not.toBe('');
  const isUnread = async () => (await desk.rows({ view: 'unread' })).map(({ title }) => title);
  expect(await isUnread()).not.toContain(read);
  const pending = () => desk.view('s-team').pending + desk.view('s-laravel').pending;
  await expect.poll(pending, { timeout: 60_000 }).toBe(0);
  const unreadThere = async () => {
    const { counts } = await team.client.list({});
    return counts.unread + shop.rows.filter(({ read_at }) => read_at === null).length;
  };
  await expect.poll(unreadThere).toBe(desk.unread());
  expect((await isUnread()).length).toBe(desk.unread());
  const alone = desk.toasts.filter((title) => sent.includes(title));
  expect(new Set(alone).size).toBe(alone.length);
});
