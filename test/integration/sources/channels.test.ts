/** Bare channels from the publisher's SDK to the row and the toast. */

import PusherClient from 'pusher-js';
import { expect, onTestFinished, test } from 'vitest';
import type { ChannelsSource, TitledTemplate } from '#app/source-definition';
import { once, subscribed } from '../pusher-sdk.ts';
import { type Desk, startDesk } from './desk.ts';
import { screen, startMain } from './main-process.ts';
import { order, type PusherApp, startPusherApp, TOKEN } from './pusher-app.ts';

const BOB = 'https://shop.example/bob.png';

async function setUp(fields: Partial<ChannelsSource> = {}): Promise<{ desk: Desk; shop: PusherApp }> {
  const shop = await startPusherApp();
  const desk = await startDesk();
  const needsAuth = fields.channels?.some((name) => /^(private|presence)-/.test(name)) ?? false;
  await desk.save(
    shop.source({ ...fields, ...(needsAuth && { auth: `${shop.web}/auth` }) }),
    needsAuth ? { token: TOKEN } : {},
  );
  await online(desk);
  return { desk, shop };
}
const online = (desk: Desk) => expect.poll(() => desk.status('s-shop')).toBe('online');
const titles = async (desk: Desk) => (await desk.rows()).map(({ title }) => title);

/** Another member of the app's channels. */
async function another({ server, sdk }: PusherApp): Promise<PusherClient> {
  const { hostname, port } = new URL(server.url);
  const client = new PusherClient(server.app.key, {
    ...{ cluster: 'mt1', wsHost: hostname, wsPort: Number(port), forceTLS: false, enabledTransports: ['ws'] },
    channelAuthorization: {
      customHandler({ socketId, channelName }, callback) {
        const bob = { user_id: 'bob', user_info: { name: 'Bob', avatar: BOB } };
        const member = channelName.startsWith('presence-') ? bob : undefined;
        callback(null, sdk.authorizeChannel(socketId, channelName, member));
      },
    },
  });
  onTestFinished(() => client.disconnect());
  await once(client.connection, 'connected');
  return client;
}

test('an event becomes a row and a toast, once, however often it is published', async () => {
  const { desk, shop } = await setUp();
  await shop.sdk.trigger('orders', 'order.shipped', order(7));
  await shop.sdk.trigger('orders', 'order.shipped', order(7));
  await shop.sdk.trigger('orders', 'order.shipped', order(8));
  await expect.poll(() => titles(desk)).toEqual(['Order A-8 shipped', 'Order A-7 shipped']);
  expect(await desk.rows()).toMatchObject([
    {},
    {
      source: 's-shop',
      type: 'order.shipped',
      message: 'It arrives on Friday.',
      url: 'https://track.example/7',
      data: order(7),
    },
  ]);
  await expect.poll(() => desk.toasts[0]).toBe('Order A-7 shipped');
  await expect.poll(desk.unread).toBe(2);
  expect(desk.view('s-shop').lastEventAt).not.toBeNull();
});

test('a link without a host leads to the app whose address signs the channels', async () => {
  const templates = [{ event: 'order.shipped', title: 'Shipped', url: '/p/{{order_number}}?a=b' }];
  const { desk, shop } = await setUp({ channels: ['private-orders'], templates });
  await shop.sdk.trigger('private-orders', 'order.shipped', { order_number: '../7&c' });
  await expect.poll(async () => (await desk.rows())[0]?.url).toBe(`${shop.web}/p/..%2F7%26c?a=b`);
});

test('an event without a template is remembered, and makes no row', async () => {
  const { desk, shop } = await setUp();
  await shop.sdk.trigger('orders', 'order.lost', { id: 1 });
  await shop.sdk.trigger('orders', 'order.shipped', order(1));
  await expect.poll(() => titles(desk)).toEqual(['Order A-1 shipped']);
  const events = desk.sources.events('s-shop');
  expect(events).toMatchObject({
    value: [
      { event: 'order.shipped', channel: 'orders', mapped: true },
      { event: 'order.lost', data: '{"id":1}', mapped: false },
    ],
  });
});

test('private, presence and encrypted channels are signed by the app', async () => {
  const channels = ['private-orders', 'presence-orders', 'private-encrypted-orders'];
  const { desk, shop } = await setUp({ channels });
  for (const [at, channel] of channels.entries()) await shop.sdk.trigger(channel, 'order.shipped', order(at));
  await expect
    .poll(async () => (await titles(desk)).sort())
    .toEqual([0, 1, 2].map((at) => `Order A-${at} shipped`));
});

test('without the right token the source is refused, and online as soon as it has it', async () => {
  const shop = await startPusherApp();
  const desk = await startDesk();
  const source = shop.source({ channels: ['private-orders'], auth: `${shop.web}/auth` });
  await desk.save(source, { token: 'wrong' });
  await expect
    .poll(() => desk.view('s-shop').connection)
    .toMatchObject({ status: 'stopped', trouble: 'channel_forbidden' });
  expect(desk.sources.health()).toEqual([{ name: 'Shop', problem: 'refused' }]);
  await desk.save(source, { token: TOKEN });
  await online(desk);
  expect(desk.sources.health()).toEqual([]);
});

test('a source that has not begun is not connected, and one that is switched off is not counted', async () => {
  const { desk, shop } = await setUp();
  expect(desk.sources.health()).toEqual([]);
  await desk.quit();
  const main = startMain({ profile: desk.profile, notifier: screen(async () => 'shown'), log: () => {} });
  // What opens it is still being read.
  expect(main.sources.health()).toEqual([{ name: 'Shop', problem: 'connecting' }]);
  await main.sources.save(shop.source({ enabled: false }), {});
  expect(main.sources.health()).toEqual([]);
  await main.sources.dispose();
  main.end();
});

test('an app that admits only certain sites learns our origin', async () => {
  const shop = await startPusherApp({ origins: ['shop.example'] });
  const desk = await startDesk();
  await desk.save(shop.source());
  await expect
    .poll(() => desk.view('s-shop').connection)
    .toMatchObject({ status: 'stopped', trouble: 'origin_refused', detail: { code: 'origin_refused' } });
  const test = async (source: ChannelsSource) => {
    const tested = await desk.sources.test(source, {});
    return tested.ok ? tested.value.find(({ step }) => step === 'websocket') : null;
  };
  expect(await test(shop.source())).toMatchObject({ outcome: 'failed', trouble: 'origin_refused' });
  const known = shop.source({ origin: 'https://shop.example' });
  expect(await test(known)).toMatchObject({ outcome: 'ok' });
  await desk.save(known);
  await online(desk);
});

test('people of a presence channel and who is writing are reported; their words can be mapped', async () => {
  const said: TitledTemplate = { event: 'client-said', title: 'Bob says {{text}}' };
  const { desk, shop } = await setUp({ channels: ['presence-room'], templates: [said] });
  const bob = await another(shop);
  const room = await subscribed(bob, 'presence-room');
  const people = () => desk.view('s-shop').people?.map(({ name, me, typing }) => ({ name, me, typing }));
  await expect.poll(people).toEqual([
    { name: 'Ada', me: true, typing: false },
    { name: 'Bob', me: false, typing: false },
  ]);
  // The window may show the pictures of those who are there, and no others.
  expect([BOB, `${BOB}?2`].map((url) => desk.sources.withPicture(url).length)).toEqual([1, 0]);
  room.trigger('client-typing', {});
  await expect.poll(people).toContainEqual({ name: 'Bob', me: false, typing: true });
  expect(desk.sources.events('s-shop')).toMatchObject({ value: [] });
  room.trigger('client-said', { text: 'hello' });
  await expect.poll(() => titles(desk)).toEqual(['Bob says hello']);
});

test('an answer by client event reaches the channel, and so does that one is being written', async () => {
  const asked: TitledTemplate = {
    event: 'question',
    title: '{{text}}',
    reply: { via: 'event', channel: 'private-{{room}}', event: 'client-answer' },
  };
  const { desk, shop } = await setUp({ channels: ['private-room'], templates: [asked] });
  const room = await subscribed(await another(shop), 'private-room');
  const answers: unknown[] = [];
  room.bind('client-answer', (data: unknown) => answers.push(data));
  let typed = 0;
  room.bind('client-typing', () => {
    typed += 1;
  });
  await shop.sdk.trigger('private-room', 'question', { text: 'Coming?', room: 'room' });
  await shop.sdk.trigger('private-room', 'question', { text: 'Where?', room: 'elsewhere' });
  await expect.poll(() => desk.unread()).toBe(2);
  const [where, coming] = await desk.rows();
  for (let times = 0; times < 5; times += 1) desk.sources.typing(coming?.id ?? '');
  await desk.reply(coming?.id ?? '', 'Yes');
  await expect.poll(() => answers).toMatchObject([{ text: 'Yes' }]);
  expect(typed).toBe(1);

  await desk.reply(where?.id ?? '', 'Here');
  const refused = { state: 'refused', action: 'reply', reason: { code: 'channel' } };
  await expect.poll(async () => (await desk.rows())[0]?.upstream).toMatchObject(refused);
});

test('a break is one quiet row, without a toast; what comes afterwards is live', async () => {
  const { desk, shop } = await setUp();
  shop.cut();
  await expect.poll(() => desk.status('s-shop')).not.toBe('online');
  await online(desk);
  await expect.poll(() => desk.rows()).toHaveLength(1);
  shop.cut();
  await expect.poll(() => desk.status('s-shop')).not.toBe('online');
  await online(desk);
  await shop.sdk.trigger('orders', 'order.shipped', order(7));
  await expect
    .poll(async () => (await desk.rows()).map(({ type }) => type))
    .toEqual(['order.shipped', 'belfry.gap']);
  const [, gap] = await desk.rows();
  expect(gap).toMatchObject({ source: 's-shop', title: expect.stringContaining('May have missed events') });
  expect(gap?.read_at).not.toBeNull();
  await expect.poll(() => desk.toasts).toEqual(['Order A-7 shipped']);
  expect(desk.unread()).toBe(1);
});

test('a forbidden channel is named, and does not affect the others', async () => {
  const shop = await startPusherApp();
  const desk = await startDesk();
  const [doc, gone] = ['private-doc.1', 'private-doc.2'];
  shop.forbidden.add(gone);
  const source = shop.source({ channels: ['orders', doc, gone], auth: `${shop.web}/auth` });
  await desk.save(source, { token: TOKEN });
  const unheard = { channel: gone, trouble: 'channel_forbidden', detail: { params: { status: 403 } } };
  await expect
    .poll(() => desk.view('s-shop').connection)
    .toMatchObject({ status: 'online', unheard: [unheard] });
  expect(desk.sources.health()).toEqual([{ name: 'Shop', problem: 'partly_refused' }]);
  const tested = await desk.sources.test(source, {});
  expect(tested).toMatchObject({
    value: expect.arrayContaining([
      expect.objectContaining({
        ...{ step: 'auth', outcome: 'failed', trouble: 'channel_forbidden' },
        detail: expect.objectContaining({ channel: gone }),
      }),
    ]),
  });

  // A break is one of those that were heard, and its row says so.
  shop.cut();
  await expect.poll(() => desk.status('s-shop')).not.toBe('online');
  await online(desk);
  await expect.poll(async () => (await desk.rows())[0]?.data.channels).toEqual(['orders', doc]);
  await shop.sdk.trigger(doc, 'order.shipped', order(7));
  await expect.poll(async () => (await titles(desk))[0]).toBe('Order A-7 shipped');

  // Its user asks for it at once: no break of the others.
  shop.forbidden.clear();
  desk.sources.retry('s-shop');
  await expect.poll(() => desk.view('s-shop').connection).toEqual({ status: 'online' });
  await shop.sdk.trigger(gone, 'order.shipped', order(8));
  await expect.poll(async () => (await titles(desk))[0]).toBe('Order A-8 shipped');
  expect(await desk.rows()).toHaveLength(3);
  expect(desk.sources.health()).toEqual([]);
});

test('a burst is stored whole; a publisher that repeats itself gets one row, and another row says so', async () => {
  const { desk, shop } = await setUp();
  const publish = (count: number, idOf: (n: number) => number) =>
    Promise.all(
      Array.from({ length: count / 10 }, (_, batch) =>
        shop.sdk.triggerBatch(
          Array.from({ length: 10 }, (_one, n) => ({
            ...{ channel: 'orders', name: 'order.shipped', data: order(idOf(batch * 10 + n)) },
          })),
        ),
      ),
    );
  await publish(200, (n) => n);
  await expect.poll(desk.unread).toBe(200);
  await publish(600, () => 1_000);
  const repeated = async () => (await desk.rows()).filter(({ data }) => data.reason === 'repeated');
  await expect.poll(repeated).toHaveLength(1);
  expect(await repeated()).toMatchObject([
    {
      type: 'belfry.gap',
      title: expect.stringMatching(/^The same event again/),
      read_at: expect.any(String),
    },
  ]);
  expect(desk.unread()).toBe(201);
});

test('while the app does not run is a break as well', async () => {
  const { desk } = await setUp();
  const before = Date.now();
  await desk.quit();
  await desk.start();
  await online(desk);
  await expect.poll(() => desk.rows()).toHaveLength(1);
  const [gap] = await desk.rows();
  expect(gap?.type).toBe('belfry.gap');
  expect(Date.parse(String(gap?.data.until))).toBeGreaterThan(before);
});

test('what comes while the backend is away waits until it is back', async () => {
  const { desk, shop } = await setUp();
  await desk.stopBackend();
  await shop.sdk.trigger('orders', 'order.shipped', order(1));
  await shop.sdk.trigger('orders', 'order.shipped', order(2));
  await expect.poll(() => desk.sources.events('s-shop')).toMatchObject({ value: [{}, {}] });
  await desk.startBackend();
  await expect.poll(() => titles(desk)).toEqual(['Order A-2 shipped', 'Order A-1 shipped']);
});

test('a database that was replaced gets to know the source again', async () => {
  const { desk, shop } = await setUp();
  await desk.stopBackend();
  await desk.startBackend('none');
  await expect.poll(async () => (await desk.client().sources()).map(({ id }) => id)).toEqual(['s-shop']);
  await online(desk);
  await shop.sdk.trigger('orders', 'order.shipped', order(1));
  await expect.poll(() => titles(desk)).toEqual(['Order A-1 shipped']);
});
