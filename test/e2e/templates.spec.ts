/** The templates of a source, written in the window from what came over its channels; on real servers. */
import type { Page } from '@playwright/test';
import { type LaravelApp, startLaravelApp } from '../support/laravel-app.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage } from './inbox-page.ts';
import { shoot as shootPage } from './pictures.ts';
import { publishOrder, shopOf } from './shop.ts';

/** Where a day that begins in London is still the day before. */
const stage = useStage({ inFront: false, env: () => ({ TZ: 'America/New_York', LC_ALL: 'en_US.UTF-8' }) });
const SLOW = { timeout: 30_000 };

let server: TestServer;
let app: LaravelApp;
let page: Page;
test.beforeAll(async () => {
  server = await startServer({ embedded: false });
  app = await startLaravelApp();
  page = await stage.openWindow();
});
test.afterAll(async () => {
  await app?.close();
  await server?.close();
});

const publish = (event: string, data: object): Promise<unknown> => publishOrder(server, event, data);
const shop = () => shopOf(server, [{ event: 'deploy.finished', title: 'Deploy of {{service}} finished' }]);
const order = (number: string) => ({
  order_number: number,
  customer: { name: 'Ada' },
  message: `${number} arrives on Friday.`,
  tracking_url: `https://track.example/${number}`,
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const editor = () => page.getByRole('group', { name: 'Template', exact: true });
const field = (name: string) => editor().getByLabel(name, { exact: true });
const preview = () => editor().getByRole('region', { name: 'Preview' });
const templates = () => page.getByRole('list', { name: 'Templates' });
const unmapped = () => page.getByRole('list', { name: /without a template$/ });
const pick = (path: string) =>
  editor()
    .getByRole('button', { name: new RegExp(`^${path}\\b`) })
    .click();
const toasts = () => stage.recorder.notified().map(({ title }) => title);

const card = (name: string) => page.getByRole('article', { name: new RegExp(`^${name} `) });
async function source(name: string) {
  const { sources } = await callMain(page, 'sources.get', {});
  return sources.find(({ definition }) => definition.name === name);
}
async function stored(name: string) {
  const definition = (await source(name))?.definition;
  return definition === undefined || definition.kind === 'belfry' ? [] : definition.templates;
}
/** By the main process: the card may still show how it was before it was changed. */
const online = (name: string) =>
  expect.poll(async () => (await source(name))?.connection.status, SLOW).toBe('online');

async function edit(name: string): Promise<void> {
  await online(name);
  await card(name).getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('heading', { name: 'Templates' })).toBeVisible();
}
async function save(name: string): Promise<void> {
  await button('Save').click();
  await expect(card(name)).toBeVisible();
  await online(name);
}

const shoot = (name: string): Promise<void> => shootPage(page, `templates-${name}`);

test('an unsaved source says where its events will be', async () => {
  await button('Sources').click();
  await button('Add source').click();
  await button('Pusher channels').click();
  await expect(page.getByText('once you have saved it and it is connected')).toBeVisible();
  await button('Cancel').click();
});

test('an event without a template is listed as it comes, with its count and data', async () => {
  await callMain(page, 'sources.save', { definition: shop(), secrets: {} });
  await edit('Shop');
  await expect(page.getByText('Nothing has arrived yet.')).toBeVisible();
  await publish('deploy.finished', { service: 'api' });
  await expect(page.getByText('Everything that has arrived has a template.')).toBeVisible();
  await publish('order.shipped', order('A-7'));
  await publish('invoice.paid', { amount: 12 });
  await publish('order.shipped', order('A-8'));
  await expect(unmapped().getByRole('listitem')).toHaveText([
    /^order\.shipped2 events/,
    /^invoice\.paid1 event/,
  ]);
  await unmapped()
    .getByRole('button', { name: /^order\.shipped/ })
    .click();
  await expect(unmapped()).toContainText('"order_number": "A-8"');
  await shoot('events');
});

test('one click makes a template from an event, with a preview', async () => {
  await button('Make template for order.shipped').click();
  await expect(field('Title')).toBeFocused();
  await expect(preview()).toContainText('Order shipped');
  await expect(preview()).toContainText('A-8 arrives on Friday.');
  await expect(preview()).toContainText('track.example');
  await expect(unmapped().getByRole('listitem')).toHaveCount(1);

  await field('Title').fill('Order  shipped');
  await field('Title').evaluate((input: HTMLInputElement) => input.setSelectionRange(6, 6));
  await pick('order_number');
  await expect(field('Title')).toHaveValue('Order {{order_number}} shipped');
  await expect(field('Title')).toBeFocused();
  await expect(preview()).toContainText('Order A-8 shipped');
  await page.keyboard.press('Control+z');
  await expect(field('Title')).toHaveValue('Order  shipped');
  await page.keyboard.press('Control+Shift+z');

  await field('Priority').selectOption('High');
  await button('Picture, grouping, reply').click();
  await field('Group').fill('order-{{order_id}}');
  await expect(preview()).toContainText('High');
  await expect(preview()).toContainText('Missing or empty in this event: order_id');
  await field('Group').fill('for ');
  await pick('customer\\.name');
  await expect(preview()).toContainText('Group for Ada');
  await publish('order.shipped', order('A-9'));
  await expect(preview()).toContainText('Order A-9 shipped');
  await shoot('editor');
});

test('an error appears at its field and prevents saving the source', async () => {
  await field('Reply').selectOption('As a client event in a channel');
  await field('Channel').fill('orders');
  await expect(editor()).toContainText('This must begin with private- or presence-.');
  await button('Save').click();
  await expect(field('Channel')).toBeFocused();
  await expect(editor()).toContainText('This must begin with client-, followed by a name.');
  expect(await stored('Shop')).toHaveLength(1);
  await field('Reply').selectOption('None');
  await field('Link').fill('orders/{{order_number}}');
  await expect(editor()).toContainText('With this event it is not a link that can be opened');
  await expect(preview()).not.toContainText('track.example');
  await field('Link').fill('{{tracking_url}}');
  await field('Event').fill('deploy.finished');
  await expect(editor()).toContainText('There is already a template for this.');
  await field('Event').fill('order.shipped');
  await field('Title').fill('');
  await expect(editor()).toContainText('Enter this.');
  await page.keyboard.press('Escape');
  await expect(field('Title')).toBeFocused();
  await field('Title').fill('Order {{order_number}} shipped');
});

test('Escape and Enter close it and keep the text, Cancel discards it', async () => {
  await page.keyboard.press('Escape');
  await expect(editor()).toHaveCount(0);
  expect(await stage.app.visible()).toBe(true);
  await expect(button('Edit order.shipped')).toBeFocused();
  await expect(templates().getByRole('listitem')).toHaveText([
    /^Deploy of/,
    /^Order \{\{order_number\}\} shipped/,
  ]);
  await page.keyboard.press('Enter');
  await field('Title').fill('Sent: {{order_number}}');
  await page.keyboard.press('Enter');
  await expect(templates()).toContainText('Sent: {{order_number}}');
  await button('Edit order.shipped').click();
  await field('Title').fill('Something else');
  await editor().getByRole('button', { name: 'Cancel' }).click();
  await expect(templates()).toContainText('Sent: {{order_number}}');
  await button('Remove deploy.finished').click();
  await expect(templates().getByRole('listitem')).toHaveCount(1);
});

test('a template for an event that never came is previewed with an example', async () => {
  await button('Add template').click();
  await expect(field('Event')).toBeFocused();
  await expect(preview()).toContainText('Enter a name and a title');
  await field('Event').fill('user.joined');
  await field('Title').fill('{{user.name}} joined');
  await expect(preview()).toContainText('name joined');
  await field('Example event').fill('{"user": {"nick": "ada"}');
  await expect(editor()).toContainText('This is not JSON.');
  await field('Example event').fill('{"user": {"nick": "ada"}}');
  await expect(preview()).toContainText('Missing or empty in this event: user.name');
  await field('Title').fill('');
  await pick('user\\.nick');
  await expect(preview()).toContainText('ada');
  await shoot('example');
  await editor().getByRole('button', { name: 'Done' }).click();
});

test('after saving, the next event is a toast and a row in these words', async () => {
  // Nothing was written into it yet.
  await button('Add template').click();
  await save('Shop');
  expect(await stored('Shop')).toEqual([
    {
      event: 'order.shipped',
      title: 'Sent: {{order_number}}',
      message: '{{message}}',
      url: '{{tracking_url}}',
      priority: 4,
      group_key: 'for {{customer.name}}',
    },
    { event: 'user.joined', title: '{{user.nick}}' },
  ]);
  await publish('order.shipped', order('A-10'));
  await expect.poll(toasts).toContain('Sent: A-10');
  await button('Back to inbox').click();
  await expect(inboxPage(page).row('Sent: A-10')).toContainText('A-10 arrives on Friday.');
});

test('a type of a Laravel app has good words, and a template changes them', async () => {
  const paper = app.source({ name: 'Paper', templates: [] });
  await callMain(page, 'sources.save', { definition: paper, secrets: { token: app.token } });
  await button('Sources').click();
  await edit('Paper');
  await expect(page.getByText('or a good default for their type')).toBeVisible();
  const data = { order_number: 'A-7', tracking_url: '/orders/7' };
  await app.notify({ type: 'App\\Notifications\\OrderShipped', data });
  await button('Make template for App\\Notifications\\OrderShipped').click();
  await expect(field('Title')).toHaveValue('Order {{order_number}} shipped');
  await expect(preview()).toContainText('Order A-7 shipped');
  await expect(preview()).toContainText(new URL(paper.url).host);
  await expect(preview()).not.toContainText('Missing or empty in this event');
  await field('Title').fill('Parcel ');
  await pick('order_number');
  await expect(preview()).toContainText('Parcel A-7');
  await shoot('laravel');
  await save('Paper');
  await app.notify({ type: 'App\\Notifications\\OrderShipped', data: { ...data, order_number: 'A-8' } });
  await expect.poll(toasts).toContain('Parcel A-8');
});

const COMMENT = {
  type: 'App\\Notifications\\CommentAdded',
  data: { author: { name: 'Ada', avatar: null }, content: 'Nice.', post_id: 78 },
};
const clickToast = async (title: string): Promise<void> => {
  await expect.poll(toasts).toContain(title);
  const toast = stage.recorder.shown().findLast((each) => each.title === title);
  stage.recorder.invoke(toast?.id ?? 0, 'default');
};

test('without a template, a type of a Laravel app opens its usual page', async () => {
  const { url } = app.source();
  await app.notify({
    type: 'App\\Notifications\\FriendRequestNotification',
    data: { requester_id: 5, requester_name: 'Ben', message: 'Ben wants to be friends.' },
  });
  await clickToast('Friend request from Ben');
  await expect.poll(() => stage.opened().at(-1)).toBe(`${url}/friend-requests`);
  await app.notify(COMMENT);
  await clickToast('Ada commented');
  await expect.poll(() => stage.opened().at(-1)).toBe(`${url}/posts/78`);
});

test('a link alone makes a template: the other parts keep their defaults, which the form shows', async () => {
  const { url } = app.source();
  await edit('Paper');
  await button('Add template').click();
  await expect(preview()).toContainText('Enter a type');
  // None of it has come: what is usual for it.
  await field('Type').fill('friend_request_received');
  await expect(field('Title')).toHaveAttribute('placeholder', 'Friend request from {{person}}');
  await expect(field('Message')).toHaveAttribute('placeholder', 'As in the app');
  await expect(field('Link')).toHaveAttribute('placeholder', '/friend-requests');
  await expect(preview()).toContainText('Friend request from person');
  await field('Type').fill('comment.added');
  await expect(field('Title')).toHaveAttribute('placeholder', 'Ada commented');
  await expect(field('Message')).toHaveAttribute('placeholder', 'Nice.');
  await expect(field('Link')).toHaveAttribute('placeholder', `${url}/posts/78`);
  await expect(preview()).toContainText('Ada commented');
  await field('Link').fill('/admin/posts/{{post_id}}');
  await expect(preview()).toContainText(`${new URL(url).host}/admin/posts/78`);
  await expect(editor()).not.toContainText('Enter this.');
  await shoot('only-link');
  await button('Picture, grouping, reply').click();
  await expect(field('Picture (address)')).toHaveAttribute('placeholder', 'None');
  await editor().getByRole('button', { name: 'Done' }).click();
  await expect(templates()).toContainText('/admin/posts/{{post_id}}');
  await shoot('only-link-listed');
  await save('Paper');
  expect((await stored('Paper')).at(-1)).toEqual({ event: 'comment.added', url: '/admin/posts/{{post_id}}' });

  await app.notify({ ...COMMENT, data: { ...COMMENT.data, author: { name: 'Cleo' }, post_id: 79 } });
  await clickToast('Cleo commented');
  await expect.poll(() => stage.opened().at(-1)).toBe(`${url}/admin/posts/79`);
  await app.notify({ ...COMMENT, data: { ...COMMENT.data, author: { name: 'Dan' }, post_id: 80 } });
  await button('Back to inbox').click();
  const row = inboxPage(page).row('Dan commented');
  await expect(row).toContainText('Nice.');
  await row.focus();
  await page.keyboard.press('o');
  await expect.poll(() => stage.opened().at(-1)).toBe(`${url}/admin/posts/80`);
});

test('a link with an empty field is left out', async () => {
  await app.notify({ ...COMMENT, data: { ...COMMENT.data, author: { name: 'Eve' }, post_id: null } });
  await expect.poll(toasts).toContain('Eve commented');
  const { items } = await callMain(page, 'inbox.list', { view: 'inbox', q: 'Eve commented' });
  expect(items).toMatchObject([{ title: 'Eve commented', url: null }]);
});

test("a date is written as a day, and a moment in this computer's time, also in the preview", async () => {
  await button('Sources').click();
  await edit('Shop');
  await button('Edit user.joined').click();
  await field('Title').fill('{{user.nick}} joined on {{day}}');
  await field('Message').fill('at {{at}}');
  const joined = (nick: string) => ({
    user: { nick },
    day: '2026-12-03T00:00:00.000000Z',
    at: '2026-12-03T01:30:00.000000Z',
  });
  await publish('user.joined', joined('ben'));
  await expect(preview()).toContainText('ben joined on Dec 3, 2026');
  await expect(preview()).toContainText(/at Dec 2, 2026, 8:30\sPM/);
  await shoot('dates');
  await editor().getByRole('button', { name: 'Done' }).click();
  await save('Shop');
  await publish('user.joined', joined('cleo'));
  await expect.poll(toasts).toContain('cleo joined on Dec 3, 2026');
  expect(stage.recorder.notified().at(-1)?.body).toMatch(/at Dec 2, 2026, 8:30\sPM/);
});

test('rows from before a restart are there right after it', async () => {
  await stage.app.quit();
  // None of it comes from there.
  await app.stop();
  await stage.start({ ready: false });
  page = await stage.openWindow();
  await page.getByRole('button', { name: /^Sources/ }).click();
  await expect(card('Paper')).toContainText('Last event');
  await card('Paper').getByRole('button', { name: 'Edit' }).click();
  await button('Edit App\\Notifications\\OrderShipped').click();
  await expect(preview()).toContainText('Parcel A-8');
  await button('Cancel').last().click();
  await card('Shop').getByRole('button', { name: 'Edit' }).click();
  await expect(unmapped().getByRole('listitem')).toHaveText([
    /^invoice\.paid1 event/,
    /^deploy\.finished1 event/,
  ]);
});
