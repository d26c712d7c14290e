/** The window's page of sources, on a real Laravel double: every kind is added, tested, changed and removed by its form. */
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { SourceView } from '#app/source-view';
import { type LaravelApp, startLaravelApp } from '../support/laravel-app.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, runCommand } from './inbox-page.ts';
import { shoot as shootPage } from './pictures.ts';

const stage = useStage();
const SLOW = { timeout: 20_000 };

let shop: LaravelApp;
let page: Page;
test.beforeAll(async () => {
  shop = await startLaravelApp();
  page = await stage.openWindow();
});
test.afterAll(() => shop?.close());

const shoot = (name: string): Promise<void> => shootPage(page, `sources-${name}`);

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return String(port);
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) =>
  page.getByRole('form').getByLabel(name, { exact: true }).and(page.locator(':not([type="radio"])'));
const card = (name: string) => page.getByRole('article', { name: new RegExp(`^${name} `) });
const report = () => page.getByRole('region', { name: 'Connection test' });
const sources = async (): Promise<readonly SourceView[]> => (await callMain(page, 'sources.get', {})).sources;
const definition = async (name: string) =>
  (await sources()).find(({ definition: { name: other } }) => other === name)?.definition;

async function choose(kind: string): Promise<void> {
  await button('Add source').click();
  await button(kind).click();
}

async function fill(fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await field(name).fill(value);
}

/** Where the double's sockets are. */
function sockets(): Readonly<{ key: string; port: string }> {
  const { key, endpoint } = shop.source();
  return { key, port: 'port' in endpoint ? String(endpoint.port) : '' };
}

/** Presses it and waits for what comes out. */
async function testSays(words: string, within: Page | Locator = page): Promise<void> {
  await within.getByRole('button', { name: 'Test connection' }).click();
  await expect(report()).toContainText(words, SLOW);
}
const step = (name: string) => report().getByRole('listitem').filter({ hasText: name });

test('the form offers the kinds of sources, and Escape goes back one step at a time', async () => {
  await button('Sources').click();
  await expect(page.getByText('A source brings what others send you.')).toBeVisible();
  await shoot('none');
  await button('Add source').click();
  await expect(button('Team server')).toBeFocused();
  await expect(button('Team server')).toHaveAccessibleDescription(/^Your team's Belfry server/);
  await shoot('choice');
  await button('Laravel app').click();
  await expect(field('Address')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button('Team server')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button('Add source')).toBeFocused();
  expect(await stage.app.visible()).toBe(true);
});

test('missing or wrong values are reported at their field, and leaving the page loses nothing', async () => {
  await choose('Laravel app');
  await button('Add').click();
  await expect(field('Address')).toBeFocused();
  await expect(field('Address')).toHaveAccessibleDescription('Enter the address.');
  await expect(page.locator('[aria-invalid="true"]')).toHaveCount(4);
  await field('Address').fill('shop.example');
  await expect(field('Address')).toHaveAccessibleDescription(/must begin with https/);
  await field('Address').fill('https://shop.example');
  await expect(field('Address')).toHaveAttribute('aria-invalid', 'false');
  await expect(field('Host')).toHaveAttribute('placeholder', 'shop.example');
  await expect(field('Port')).toHaveAttribute('placeholder', '443');
  await shoot('problems');

  await page.keyboard.press('Escape');
  const leaving = page.getByRole('alertdialog', { name: 'Discard what you typed?' });
  await expect(leaving.getByRole('button', { name: 'Keep editing' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(leaving).toHaveCount(0);
  await expect(field('Address')).toBeFocused();
  await expect(field('Address')).toHaveValue('https://shop.example');
  await button('Cancel').click();
  await leaving.getByRole('button', { name: 'Discard' }).click();
  await expect(button('Add source')).toBeFocused();
});

test('a Laravel app: the connection test names the failing step, and notifications arrive', async () => {
  const { key, port } = sockets();
  // As in the README, without a word about it in the form.
  shop.faults.tokensAt = '/api/broadcasting/auth';
  await choose('Laravel app');
  await fill({ Address: shop.url, 'App key': 'no-such-key', 'User id or channel': '7' });
  await fill({ Token: shop.token, Port: port });
  await expect(field('User id or channel')).toHaveAccessibleDescription(/private-App\.Models\.User\.7$/);
  await expect(page.getByRole('checkbox', { name: 'Encrypted (TLS)' })).not.toBeChecked();

  await testSays('Failed at: Open the socket (WebSocket)');
  await expect(step('Open the socket')).toContainText('It does not know this app key.');
  await expect(step('Reach its port')).toContainText('OK');
  await expect(step('Ask for notifications')).toContainText('Skipped');
  await shoot('test-broken');

  await fill({ 'App key': key, Port: await closedPort() });
  await expect(report()).toHaveCount(0);
  await testSays('Failed at: Reach its port');
  await expect(step('Reach its port')).toContainText('Nothing answers at this address.');

  await fill({ Port: port, Token: '1|wrong' });
  await testSays('Failed at: Get permission for the channels');
  await expect(step('Permission')).toContainText('it does not accept your sign-in or token');

  await fill({ Token: shop.token });
  await testSays('It works.');
  await expect(report().getByRole('listitem')).toHaveCount(7);
  await expect(step('Permission')).toContainText('Signed at /api/broadcasting/auth');
  await shoot('test-works');
  await page.getByText('Advanced', { exact: true }).click();
  await shoot('laravel-advanced');
  await page.getByText('Advanced', { exact: true }).click();
  await field('Address').focus();
  await shoot('laravel');

  await fill({ 'Name (optional)': 'Shop' });
  await button('Add').click();
  await expect(card('Shop')).toBeFocused();
  await expect(card('Shop')).toContainText('Connected', SLOW);
  await shop.notify({ data: { type: 'order', title: 'Order A-7 shipped', message: 'It is on its way.' } });
  await expect.poll(() => stage.recorder.notified().map(({ title }) => title)).toHaveLength(1);
  await expect(card('Shop')).toContainText('1 unread · Last event: Just now');
  await expect(card('Shop')).toContainText('Channels are signed at /api/broadcasting/auth.');
});

test('an action without a route in a Laravel app waits until there is one, and the card says why', async () => {
  shop.faults.unrouted = { read: '' };
  await runCommand(page, { id: 'inbox.readAll', args: {} });
  const why = 'The app does not know POST /api/notifications/{id}/read. The route may be missing.';
  await expect(card('Shop')).toContainText(why, SLOW);
  await expect(card('Shop')).toContainText('1 action not synced yet');
  await shoot('not-synced');
  shop.faults.unrouted = {};
  await expect(card('Shop')).not.toContainText('not synced yet', SLOW);
  await expect(card('Shop')).not.toContainText(why);
  expect(shop.rows.map(({ read_at }) => read_at)).toEqual([expect.any(String)]);
});

test('a source can get another name, colour, people and headers; its stored secrets stay and are not shown', async () => {
  await card('Shop').getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('heading', { name: 'Edit Shop' })).toBeVisible();
  await expect(field('User id or channel')).toHaveValue('7');
  await expect(field('Token')).toHaveValue('');
  await expect(field('Token')).toHaveAttribute('placeholder', /^Saved/);
  await expect(page.getByRole('radio', { name: 'Blue' })).toBeChecked();
  await page.getByTitle('Red').click();
  await page.getByText('Advanced', { exact: true }).click();
  await fill({ 'Name (optional)': 'Store', 'People channel': 'online' });
  await button('Add header').click();
  await fill({ 'Header name': 'not a name' });
  await page.getByText('Advanced', { exact: true }).click();
  await button('Save').click();
  await expect(field('Header name')).toBeFocused();
  await expect(field('Header name')).toHaveAccessibleDescription(/letters, digits and dashes/);
  await fill({ 'Header name': 'X-Tenant' });
  await fill({ 'Value of X-Tenant': 'a secret' });
  await shoot('laravel-headers');
  await button('Save').click();
  await expect(card('Store')).toContainText('No one else online', SLOW);
  expect(await definition('Store')).toMatchObject({ colour: 'red', people: 'presence-online' });

  await card('Store').getByRole('button', { name: 'Edit' }).click();
  await page.getByText('Advanced', { exact: true }).click();
  await expect(field('Value of X-Tenant')).toHaveValue('');
  await expect(field('Value of X-Tenant')).toHaveAttribute('placeholder', 'Saved');
  await expect(page.getByRole('radio', { name: 'Red' })).toBeChecked();
  await button('Remove the header X-Tenant').click();
  await button('Save').click();
  await expect.poll(async () => (await sources())[0]?.secrets).toMatchObject({ token: true, headers: [] });
  await expect(card('Store')).toContainText('Connected', SLOW);
});

test('channels of any Pusher app: each has its name, and private ones need an auth address', async () => {
  const { key, port } = sockets();
  await choose('Pusher channels');
  await expect(field('App key')).toBeFocused();
  await page.getByText('Own server').click();
  await fill({ 'App key': key, Host: '127.0.0.1', Port: port });
  await page.getByRole('checkbox', { name: 'Encrypted (TLS)' }).uncheck();
  await fill({ Channels: 'orders\nprivate-App.Models.User.7\nno#channel' });
  const kinds = page.getByRole('list', { name: 'These are' }).getByRole('listitem');
  await expect(kinds).toHaveText([
    'orders public',
    'private-App.Models.User.7 private',
    /not a channel name$/,
  ]);
  await button('Add').click();
  await expect(field('Channels')).toHaveAccessibleDescription('One of these is not a channel name.');
  await fill({ Channels: 'orders\nprivate-App.Models.User.7' });
  await expect(field('Auth address')).toHaveAccessibleDescription(/needs the address that signs it/);
  await fill({ 'Auth address': `${shop.url}/api/broadcasting/auth`, Token: shop.token });
  await shoot('channels');
  await testSays('It works.');
  // One of another user takes nothing from the others, and is named.
  await fill({ Channels: 'orders\nprivate-App.Models.User.7\nprivate-App.Models.User.8' });
  await testSays('Failed at: Get permission for the channels');
  await expect(step('Permission')).toContainText('private-App.Models.User.8: It says: “Forbidden.”');
  await page.getByText('Advanced', { exact: true }).click();
  await fill({ Origin: 'orders.example', 'Name (optional)': 'Orders' });
  await button('Add').click();
  await expect(field('Origin')).toHaveAccessibleDescription(/must begin with https/);
  await fill({ Origin: 'https://orders.example/about' });
  await button('Add').click();
  await expect(card('Orders')).toContainText('Connected', SLOW);
  await expect(card('Orders').getByRole('listitem')).toHaveText(
    /^private-App\.Models\.User\.8: You may not listen to this channel\. It says: “Forbidden\.” Next try/,
  );
  await expect(card('Orders').getByRole('button', { name: 'Try now' })).toBeVisible();
  expect(await definition('Orders')).toMatchObject({ origin: 'https://orders.example' });
  await shop.broadcast('order.shipped', { number: 'A-8' });
  await expect(card('Orders')).toContainText('Last event: Just now');
  await expect(card('Orders')).toContainText('No templates yet');
  expect(await definition('Orders')).toMatchObject({ colour: 'blue' });
});

test('a team server’s refusal is shown, and everything stays as it was typed', async () => {
  await choose('Team server');
  const url = `http://127.0.0.1:${await closedPort()}`;
  await fill({ Address: url, Code: 'abc' });
  await shoot('team');
  await button('Sign in').click();
  await expect(page.getByRole('alert')).toContainText('The source could not be reached.', SLOW);
  await expect(page.getByRole('alert')).toContainText('ECONNREFUSED');
  await expect(field('Address')).toHaveValue(url);
  await expect(field('Code')).toHaveValue('abc');
  await shoot('team-refused');
  await page.getByText('E-mail and password').click();
  await button('Sign in').click();
  await expect(field('E-mail')).toHaveAccessibleDescription('Enter your e-mail address.');
  await page.getByText('Token', { exact: true }).click();
  await fill({ Token: 'abc' });
  await testSays('Failed at: Reach its port');
  await button('Cancel').click();
  await button('Discard').click();
});

test('a source in trouble says why and what helps: a new token', async () => {
  shop.useToken('2|other');
  await callMain(page, 'command.run', {
    id: 'sources.retry',
    args: { id: (await definition('Store'))?.id ?? '' },
  });
  await expect(card('Store')).toContainText('Signed out', SLOW);
  await expect(card('Store')).toContainText(/Last error, .*\d/);
  await testSays('Failed at: Get permission for the channels', card('Store'));
  await shoot('cards');
  await card('Store').getByRole('button', { name: 'New token' }).click();
  await expect(field('Token')).toBeFocused();
  await fill({ Token: '2|other' });
  await button('Save').click();
  await expect(card('Store')).toContainText('Connected', SLOW);
});

test('another server needs another token, and the form says so', async () => {
  await card('Store').getByRole('button', { name: 'Edit' }).click();
  await expect(field('Token')).toHaveAttribute('placeholder', /Saved/);
  await fill({ Address: 'https://other.example' });
  await expect(field('Token')).toHaveAccessibleDescription(/another server.* only for http:\/\//);
  await expect(field('Token')).not.toHaveAttribute('placeholder', /Saved/);
  await button('Save').click();
  await expect(field('Token')).toHaveAccessibleDescription(/Enter the token/);
  await button('Cancel').click();
  await button('Discard').click();
});

test('the card reports what the disk refuses, and nothing changes', async () => {
  const file = path.join(stage.app.profile, 'sources.json');
  const content = fs.readFileSync(file);
  fs.rmSync(file);
  fs.mkdirSync(path.join(file, 'in the way'), { recursive: true });
  const orders = card('Orders');
  await orders.getByRole('switch').click();
  await expect(orders.getByRole('alert')).toContainText('Something went wrong');
  await expect(orders.getByRole('switch')).toBeChecked();
  await orders.getByRole('button', { name: 'Remove' }).click();
  await button('Remove it').click();
  await expect(orders.getByRole('alert')).toContainText('Something went wrong');
  await page.keyboard.press('Escape');
  await orders.getByRole('button', { name: 'Edit' }).click();
  await fill({ 'Name (optional)': 'Deliveries' });
  await button('Save').click();
  await expect(page.getByRole('alert')).toContainText('Something went wrong');
  await expect(field('Name (optional)')).toHaveValue('Deliveries');
  fs.rmSync(file, { recursive: true });
  fs.writeFileSync(file, content);
  await button('Save').click();
  await expect(card('Deliveries')).toBeFocused();
  await card('Deliveries').getByRole('button', { name: 'Edit' }).click();
  await fill({ 'Name (optional)': 'Orders' });
  await button('Save').click();
  await expect(card('Orders')).toContainText('Connected', SLOW);
});

test('a source can be switched off and on; it is removed only after a question, together with its rows', async () => {
  const enabled = card('Store').getByRole('switch');
  await enabled.click();
  await expect(card('Store')).toContainText('Switched off');
  for (let index = 0; index < 30; index += 1) shop.store();
  await enabled.click();
  await expect(card('Store')).toContainText('Connected', SLOW);
  await expect(card('Store')).toContainText('31 unread', SLOW);

  // Told one by one, as many as the app takes in a minute.
  shop.faults.throttle = { limit: 20, ms: 60_000, refused: 0 };
  await runCommand(page, { id: 'inbox.readAll', args: {} });
  await expect(card('Store')).toContainText(/1\d of 31 marked read in Store/, SLOW);
  await shoot('marking');

  const bin = card('Store').getByRole('button', { name: 'Remove', exact: true });
  const question = page.getByRole('alertdialog');
  await bin.click();
  await expect(question).toContainText('Remove Store with all its notifications');
  await expect(button('Keep')).toBeFocused();
  await shoot('remove');
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(bin).toBeFocused();
  expect(await stage.app.visible()).toBe(true);
  await bin.click();
  await button('Remove it').click();
  await expect(card('Store')).toHaveCount(0);
  await expect(button('Add source')).toBeFocused();
  await expect(card('Orders')).toBeVisible();
  await button('Back to inbox').click();
  await expect(inboxPage(page).rows).toHaveCount(0);
  await expect.poll(stage.icon).toBe('ok-0');
});
