import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChannelsSource } from '#app/source-definition';
import type { Navigation } from '#app/state';
import { until } from '../support/poll.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage } from './inbox-page.ts';
import { shoot } from './pictures.ts';
import { publishOrder, shopOf } from './shop.ts';

const stage = useStage({ inFront: false });

/** Somebody's app: a Pusher server, and a web server that takes answers. */
let server: TestServer;
let web: Server;
const answers: { key: unknown; body: unknown }[] = [];

test.beforeAll(async () => {
  server = await startServer({ embedded: false });
  web = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answers.push({ key: request.headers['idempotency-key'], body: JSON.parse(body) });
    response.end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
test.afterAll(async () => {
  web.closeAllConnections();
  web.close();
  await server.close();
});

const publish = (event: string, data: object): Promise<unknown> => publishOrder(server, event, data);
const shop = (): ChannelsSource =>
  shopOf(server, [
    { event: 'order.shipped', title: 'Order {{number}} shipped', dedupe_key: '{{number}}' },
    {
      event: 'question',
      title: '{{text}}',
      reply: { via: 'http', url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/answer` },
    },
  ]);

const page = () => stage.app.window();
async function status(): Promise<string | undefined> {
  const { sources } = await callMain(await page(), 'sources.get', {});
  return sources[0]?.connection.status;
}
const online = () => expect.poll(status, { timeout: 30_000, message: 'the source' }).toBe('online');
const toasts = () => stage.recorder.notified().map(({ title }) => title);
async function rows() {
  const list = await callMain(await page(), 'inbox.list', { view: 'inbox', source: 's-shop' });
  return list.items;
}
const titles = async () => (await rows()).map(({ title }) => title);

test('an event of a source comes as a toast, as a number in the tray and as a row', async () => {
  await callMain(await page(), 'sources.save', { definition: shop(), secrets: {} });
  await online();
  await publish('order.shipped', { number: 'A-7' });
  await expect.poll(toasts).toEqual(['Order A-7 shipped']);
  await expect.poll(stage.icon).toBe('ok-1');
  await expect(inboxPage(await stage.openWindow()).row('Order A-7 shipped')).toBeVisible();

  await publish('order.shipped', { number: 'A-7' });
  await publish('order.shipped', { number: 'A-8' });
  await expect.poll(titles).toEqual(['Order A-8 shipped', 'Order A-7 shipped']);
  await expect.poll(stage.icon).toBe('ok-2');
});

test('a change of network is noticed while a source uses it', async () => {
  await stage.app.electron.evaluate(() => {
    const os = process.getBuiltinModule('node:os');
    const now = os.networkInterfaces();
    const card = { address: '198.51.100.3', netmask: '', mac: '', internal: false, cidr: null };
    os.networkInterfaces = () => ({ ...now, wlan9: [{ ...card, family: 'IPv4' }] });
  });
  await expect.poll(stage.app.log).toMatch(/\(watch\).*another network/);
  await online();
});

test('an answer reaches the app that asked for it', async () => {
  await publish('question', { text: 'Deploy now?' });
  const question = await until('the question', async () =>
    (await rows()).find(({ title }) => title === 'Deploy now?'),
  );
  await callMain(await page(), 'command.run', {
    id: 'inbox.reply',
    args: { id: question.id, text: 'Go on', key: 'the answer' },
  });
  await expect
    .poll(() => answers)
    .toEqual([{ key: expect.any(String), body: { notification_id: expect.any(String), text: 'Go on' } }]);
  await expect.poll(async () => (await rows())[0]?.upstream).toBeNull();
});

test('a break is visible at once while it lasts, and becomes a quiet row', async () => {
  await expect.poll(toasts).toContain('Order A-8 shipped');
  await expect.poll(stage.icon).toBe('ok-2');
  const { dataDir } = server;
  const port = Number(new URL(server.url).port);
  const window = await stage.openWindow();
  const mark = window.getByRole('status').filter({ hasText: /Connected|Shop/ });
  const button = (name: string | RegExp) => window.getByRole('button', { name, exact: true });
  await expect(mark).toHaveText('Connected');
  await server.stop();
  // Wherever its user looks, and at once: the toolbar, and the tray with its icon and its words.
  await expect(mark).toContainText('reconnecting…');
  await expect(button('Sources: Shop (reconnecting…)')).toBeVisible();
  await expect.poll(stage.icon).toBe('connecting-2');
  await expect.poll(stage.tray.tooltip).toContain('Shop: reconnecting');
  await shoot(window, 'source-down');
  await mark.getByRole('button', { name: 'Shop: reconnecting…' }).click();
  await expect(window.getByRole('article', { name: /^Shop/ })).toBeVisible();
  await button('Back to inbox').click();
  server = await startServer({ embedded: false, dataDir, port });
  await online();
  await expect(mark).toHaveText('Connected');
  await expect(button('Sources')).toBeVisible();
  await expect.poll(async () => (await titles())[0]).toMatch(/^May have missed events, .*\d/);
  expect((await rows())[0]?.read_at).not.toBeNull();
  await expect.poll(stage.icon).toBe('ok-2');
  await publish('order.shipped', { number: 'A-10' });
  await expect.poll(toasts).toContain('Order A-10 shipped');
  expect(toasts().filter((title) => title.includes('missed'))).toEqual([]);
});

test('after a kill the app resumes its source, and knows what it may have missed', async () => {
  await stage.app.kill();
  await stage.start();
  await online();
  await publish('order.shipped', { number: 'A-9' });
  await expect.poll(async () => (await titles())[0]).toBe('Order A-9 shipped');
  await expect.poll(stage.icon).toBe('ok-4');
  expect((await rows()).filter(({ type }) => type === 'belfry.gap').length).toBeGreaterThan(0);
  expect(toasts().filter((title) => title === 'Order A-7 shipped')).toHaveLength(1);
});

test('a source that needs its user says so in tray and window; removing a source removes its rows', async () => {
  await callMain(await page(), 'sources.save', { definition: { ...shop(), key: 'unknown' }, secrets: {} });
  await expect.poll(() => stage.tray.tooltip()).toContain('Shop: needs attention');
  await expect.poll(stage.icon).toBe('offline-4');
  const window = await stage.openWindow();
  await expect(window.getByRole('button', { name: 'Shop: needs attention' })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Sources: Shop (needs attention)' })).toBeVisible();
  await shoot(window, 'source-refused');
  await callMain(await page(), 'sources.remove', { id: 's-shop' });
  await expect.poll(stage.icon).toBe('ok-0');
  await expect.poll(() => stage.tray.tooltip()).not.toContain('Shop');
  expect(await titles()).toEqual([]);
});

test('a link shows the form of a new server, and adds nothing', async () => {
  const window = await page();
  await window.evaluate(() => {
    const bag = globalThis as unknown as {
      belfry: { on(name: string, listener: (payload: unknown) => void): void };
      seen: unknown[];
    };
    bag.seen = [];
    bag.belfry.on('navigate', (navigation) => bag.seen.push(navigation));
  });
  const seen = () => window.evaluate(() => (globalThis as unknown as { seen: Navigation[] }).seen);
  await stage.startSecond('belfry://enroll?server=javascript:1&code=c');
  await stage.startSecond('belfry://enroll?server=https%3A%2F%2Fteam.example&code=abc-1');
  const enroll = { server: 'https://team.example', code: 'abc-1' };
  await expect.poll(seen).toEqual([{ page: 'sources', enroll }]);
  const form = window.getByRole('form', { name: 'Sign in to a team server' });
  await expect(form).toContainText('Sign in only if you know this server.');
  await expect(form.getByLabel('Address')).toHaveValue(enroll.server);
  await expect(form.getByRole('textbox', { name: 'Code' })).toHaveValue(enroll.code);
  expect((await callMain(window, 'sources.get', {})).sources).toEqual([]);
});

test('a link shows its form even if the window was never shown or is minimised', async () => {
  const link = (code: string): string => `belfry://enroll?server=https%3A%2F%2Fteam.example&code=${code}`;
  await stage.app.quit();
  await stage.start({ hidden: true });
  await stage.startSecond(link('abc-2'));
  const window = await stage.app.window();
  const form = window.getByRole('form', { name: 'Sign in to a team server' });
  const code = form.getByRole('textbox', { name: 'Code' });
  await expect(code).toHaveValue('abc-2');

  await stage.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  await expect.poll(stage.app.visible).toBe(false);
  await stage.startSecond(link('abc-3'));
  await expect(code).toHaveValue('abc-3');
});
