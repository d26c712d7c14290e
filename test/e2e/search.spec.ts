/** Finding, filtering, and what a row says of its source, in the window of a real app. */
import type { ChannelsSource } from '#app/source-definition';
import type { SendRequest } from '#server/send';
import { type LaravelApp, startLaravelApp } from '../support/laravel-app.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, runCommand } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

let laravel: LaravelApp;
let pusher: TestServer;
test.beforeAll(async () => {
  laravel = await startLaravelApp();
  pusher = await startServer({ embedded: false });
});
test.afterAll(async () => {
  await laravel?.close();
  await pusher?.close();
});

const EXAMPLES: readonly SendRequest[] = [
  {
    type: 'deploy',
    title: 'Deploy of the shop failed',
    message: 'Step 3 of 7: the migration ran out of time.',
  },
  { type: 'backup', title: 'Backup finished', message: '12.4 GB in 6 min, verified.' },
  {
    type: 'report',
    title: 'Weekly report',
    message:
      'Orders are up by four percent, refunds are down, and the new landing page takes most of the traffic. The last of the deployments went out on Friday without anybody noticing.',
  },
  { type: 'deploy', title: 'Deploy finished', message: 'api 4.2.0 is live on production.' },
  { type: 'comment', title: 'Mara commented', message: 'I would drop the third plan, nobody picks it.' },
];
/** A Laravel app hears of an action when ten seconds for second thoughts are over. */
const AFTER_SECOND_THOUGHTS = { timeout: 30_000 };
/** More than a page of the list, and than two of the search. */
const MANY = 110;

/** A window that was hidden shows what is unread; these tests are about all. */
const open = async () => {
  const inbox = inboxPage(await stage.openWindow());
  await inbox.view('Inbox');
  return inbox;
};
const sendAll = async () => {
  await stage.app.send({ title: 'The oldest of all', url: 'https://example.com/oldest' });
  for (let n = 0; n < MANY; n += 1) await stage.app.send({ type: 'job', title: `Nightly job ${n}` });
  for (const example of EXAMPLES) await stage.app.send(example);
};

test('the search follows typing, in titles and messages, and highlights hits', async () => {
  await sendAll();
  // From now on the app has loaded the newest only.
  await stage.app.kill();
  await stage.start();
  const { page, rows, row, search } = await open();
  await expect(rows.first()).toContainText('Mara');
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('deploy');
  await expect(rows).toHaveCount(3);
  await expect(row('Deploy finished').locator('mark')).toHaveText('Deploy');
  // From shortly before the word, far into the message as it is.
  await expect(row('Weekly report').locator('mark')).toBeInViewport();
  await expect(page.getByRole('status').filter({ hasText: '3 found' })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'search');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.type(' fail');
  await expect(rows).toHaveCount(1);
  await expect(row('Deploy of the shop failed').locator('mark')).toHaveText(['Deploy', 'fail']);
});

test('Escape ends the search, and only then hides the window; the button and Ctrl+F open it', async () => {
  const { page, rows, search } = await open();
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await expect(rows.first()).toContainText('Mara');
  expect(await stage.app.visible()).toBe(true);
  await page.getByRole('button', { name: 'Search notifications' }).click();
  await expect(search).toBeFocused();
  await page.getByRole('button', { name: 'Close the search' }).click();
  await expect(search).toHaveCount(0);
  await page.keyboard.press('Control+f');
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('the list’s keys work on search results, and every row shows what was done', async () => {
  const { page, rows, row, search, unreadMark, view } = await open();
  await page.keyboard.press('/');
  await search.fill('deploy');
  await expect(rows).toHaveCount(3);
  await page.keyboard.press('ArrowDown');
  await expect(row('Deploy finished')).toBeFocused();
  await page.keyboard.press('u');
  await expect(unreadMark('Deploy finished')).toHaveCount(0);
  await page.keyboard.press('j');
  await expect(row('Weekly report')).toBeFocused();
  await page.keyboard.press('e');
  // The search looks everywhere, so it still finds it, and says where.
  await expect(row('Weekly report')).toContainText('Done');
  await expect(rows).toHaveCount(3);
  await row('Deploy of the shop failed').click();
  await expect(unreadMark('Deploy of the shop failed')).toHaveCount(0);
  // To go to a view ends the search.
  await view('Done');
  await expect(search).toHaveCount(0);
  await expect(rows).toHaveCount(1);
  await expect(row('Weekly report')).toBeVisible();
  await view('Inbox');
  await expect(unreadMark('Deploy of the shop failed')).toHaveCount(0);
});

test('the search finds rows that no list holds, opens them and acts on them; scrolling loads more', async () => {
  const { page, rows, row, search, unreadMark } = await open();
  await page.keyboard.press('/');
  await search.fill('oldest');
  await expect(rows).toHaveCount(1);
  await row('The oldest of all').click();
  await row('The oldest of all').getByRole('button', { name: 'Open example.com' }).click();
  await expect.poll(stage.opened).toEqual(['https://example.com/oldest']);
  await expect(unreadMark('The oldest of all')).toHaveCount(0);
  await row('The oldest of all').focus();
  await page.keyboard.press('e');
  await expect(row('The oldest of all')).toContainText('Done');

  await search.fill('nightly');
  await expect(page.getByRole('status').filter({ hasText: `${MANY} found` })).toBeVisible();
  await expect(rows.first()).toHaveAttribute('aria-posinset', '1');
  await page.keyboard.press('ArrowDown');
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(row('Nightly job 0')).toBeFocused({ timeout: 100 });
  }).toPass();
  await expect(row('Nightly job 0')).toHaveAttribute('aria-setsize', String(MANY));
});

test('search results show what arrives or changes elsewhere', async () => {
  const { page, rows, row, search, unreadMark } = await open();
  await search.fill('nightly job 5');
  await expect(rows).toHaveCount(11);
  const id = await stage.app.send({ title: 'Nightly job 5 again' });
  await stage.app.send({ title: 'Something else' });
  await expect(row('Nightly job 5 again')).toBeVisible();
  await expect(rows).toHaveCount(12);
  await runCommand(page, { id: 'inbox.read', args: { ids: [id] } });
  await expect(unreadMark('Nightly job 5 again')).toHaveCount(0);
  // Older than any row in a list, and no count includes it.
  const old = await callMain(page, 'inbox.list', { view: 'done', q: 'oldest' });
  await search.fill('oldest');
  await expect(row('The oldest of all')).toContainText('Done');
  await runCommand(page, { id: 'inbox.restore', args: { ids: old.items.map((item) => item.id) } });
  await expect(row('The oldest of all')).not.toContainText('Done');
  await runCommand(page, { id: 'inbox.delete', args: { ids: [id] } });
  await search.fill('nightly job 5');
  await expect(rows).toHaveCount(11);
});

test('if nothing is found, the search offers to look elsewhere', async () => {
  const { page, rows, row, search } = await open();
  await search.fill('traffic');
  await expect(row('Weekly report')).toContainText('Done');
  await page.getByRole('radio', { name: 'Inbox' }).check({ force: true });
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'search-nothing');
  await page.getByRole('button', { name: 'Search everywhere' }).click();
  await expect(row('Weekly report')).toBeVisible();
  await search.fill('again');
  await page.getByRole('button', { name: 'Search the bin' }).click();
  await expect(row('Nightly job 5 again')).toContainText('Bin');
  await search.fill('deploy');
  await expect(rows).toHaveCount(3);
});

test('the field completes the terms of a filter, and says what it has understood', async () => {
  const { page, rows, row, search } = await open();
  const chips = page.getByRole('list', { name: 'Filters' }).getByRole('listitem');
  const option = (name: string) => page.getByRole('option', { name });
  await search.fill('');
  await expect(page.getByText('Narrow it down:')).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'search-hints');
  await page.keyboard.type('deploy i');
  await expect(option('is:')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(search).toHaveValue('deploy is:');
  await expect(option('unread')).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'search-completions');
  await page.keyboard.type('do');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await expect(search).toHaveValue('deploy is:done ');
  await expect(search).toBeFocused();
  await expect(rows).toHaveCount(1);
  await expect(row('Weekly report').locator('mark')).toHaveText('deploy');
  await expect(chips).toHaveText(['done']);
  await page.keyboard.type('-type:rep wher:shop');
  await expect(chips).toHaveText(['done', 'not type rep']);
  await expect(page.getByText('“wher:shop” is not a filter, so it is searched as words.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'search-chips');
  await page.getByRole('button', { name: 'Remove “not type rep”' }).click();
  await expect(search).toHaveValue('deploy is:done wher:shop');
  await expect(search).toBeFocused();
});

test('Enter goes to the first hit, and Escape back: to the field, then out of the search', async () => {
  const { page, row, search } = await open();
  await search.fill('deploy');
  await page.keyboard.press('Enter');
  await expect(row('Deploy finished')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(search).toBeFocused();
  // Its suggestions go first.
  await search.fill('t');
  await expect(page.getByRole('option', { name: 'type:' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(0);
  await expect(search).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  expect(await stage.app.visible()).toBe(true);
  await page.keyboard.press('/');
  await search.fill('deploy');
});

test('a click on a toast during a search shows its row in the whole list', async () => {
  const { row, search } = await open();
  await stage.app.send({ title: 'Look at this' });
  await expect.poll(() => stage.recorder.shown().map(({ title }) => title)).toContain('Look at this');
  const toast = stage.recorder.shown().find(({ title }) => title === 'Look at this');
  stage.recorder.invoke(toast?.id ?? 0, 'default');
  await expect(row('Look at this')).toBeFocused();
  await expect(search).toHaveCount(0);
});

const channels = (id: string, name: string, colour: ChannelsSource['colour']): ChannelsSource => ({
  ...{ id, name, colour, enabled: true, kind: 'channels', auth: null, key: pusher.app.key },
  endpoint: { host: '127.0.0.1', port: Number(new URL(pusher.url).port), tls: false },
  channels: [id.slice(2)],
  templates: [{ event: 'note', title: '{{title}}', message: '{{message}}' }],
});

test('with sources, each row shows its source, and one source can be selected', async () => {
  const { page, rows, row, search, filter, markAllRead } = await open();
  await expect(page.getByRole('button', { name: /^Source: / })).toHaveCount(0);
  const secrets = { token: laravel.token };
  await callMain(page, 'sources.save', { definition: laravel.source({ name: 'Shop' }), secrets });
  await callMain(page, 'sources.save', {
    definition: channels('s-builds', 'Karst builds', 'violet'),
    secrets: {},
  });
  await callMain(page, 'sources.save', {
    definition: channels('s-status', 'Status page', 'amber'),
    secrets: {},
  });
  await laravel.notify({
    data: { title: 'Order 10482 deployed to Lisbon', message: 'Three items, express.' },
  });
  await laravel.notify({ data: { title: 'Order 10483 was paid', message: 'By card.' } });
  await laravel.notify({ data: { title: 'Order 10484 is to be refunded', message: 'It arrived broken.' } });
  await expect(row('Order 10483 was paid')).toContainText('Shop');
  await expect(row('Look at this')).not.toContainText('This computer');

  const violations = await page.evaluateHandle(() => {
    const list: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => list.push(event.effectiveDirective));
    return list;
  });
  await page.getByRole('button', { name: 'Source: All sources' }).click();
  await expect(page.getByRole('menuitemradio')).toHaveCount(5);
  await expect(page.getByRole('menuitemradio', { name: 'Shop' })).toContainText('3 unread');
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'filter');
  // By its first letter, which is a key of the list too.
  await page.keyboard.press('k');
  await expect(page.getByRole('menuitemradio', { name: 'Karst builds' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitemradio')).toHaveCount(0);
  expect(await stage.app.visible()).toBe(true);
  // A menu may add its own styles.
  expect(await violations.jsonValue()).toEqual([]);

  await filter('Shop');
  await expect(rows).toHaveCount(3);
  await expect(page.getByRole('tab', { name: 'Unread' })).toHaveText('Unread3');
  await expect(markAllRead).toHaveCount(0);
  await page.keyboard.press('/');
  await search.fill('deploy');
  await expect(rows).toHaveCount(1);
  await filter('This computer');
  await expect(rows).toHaveCount(3);
  await filter('All sources');
  await expect(rows).toHaveCount(4);
  await filter('Karst builds');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByRole('button', { name: 'All sources', exact: true }).click();
  await expect(rows).toHaveCount(4);
  await page.keyboard.press('Escape');
});

const PAID = 'Order 10483 was paid';
const REFUND = 'Order 10484 is to be refunded';

test('a row shows what has not reached its source yet, also after a restart', async () => {
  const { row, act, unreadMark } = await open();
  await laravel.stop();
  await act(PAID, 'Mark as read');
  await expect(row(PAID)).toContainText('Waiting to sync with Shop');
  await expect(unreadMark(PAID)).toHaveCount(0);
  await stage.app.kill();
  await stage.start({ ready: false });
  const { page, row: rowNow } = await open();
  await rowNow(PAID).click();
  await expect(rowNow(PAID).getByText('Waiting to sync with Shop')).toBeInViewport();
  await laravel.start();
  await runCommand(page, { id: 'sources.retry', args: { id: 's-laravel' } });
  await expect(rowNow(PAID)).not.toContainText('Waiting', { timeout: 30_000 });
  expect(laravel.rows.find(({ data }) => data.title === PAID)?.read_at).not.toBeNull();
});

test('a row says what may have been missed meanwhile', async () => {
  const { rows } = await open();
  const note = rows.filter({ hasText: 'May have missed events' }).filter({ hasText: 'Karst builds' });
  await expect(note.locator('.lucide-unplug')).toBeVisible({ timeout: 30_000 });
});

test('what a source refuses is undone, with its reason, until that is dismissed or tried again', async () => {
  test.slow();
  const { page, row, act, unreadMark, filter } = await open();
  const button = (name: string) => row(REFUND).getByRole('button', { name, exact: true });
  laravel.faults.status = 403;
  laravel.faults.message = 'This order is locked.';
  await act(REFUND, 'Mark as read');
  await expect(row(REFUND)).toContainText(
    'Shop did not let this be marked as read. The answer was 403. It says: “This order is locked.”',
    AFTER_SECOND_THOUGHTS,
  );
  await expect(unreadMark(REFUND)).toBeAttached();
  laravel.faults.status = 503;
  await act('Order 10482 deployed to Lisbon', 'Mark as read');
  await expect(row('Order 10482 deployed to Lisbon')).toContainText('Waiting to sync with Shop');
  await page.mouse.move(0, 0);
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'rows-told');

  await button('Dismiss').click();
  await expect(row(REFUND)).not.toContainText('locked');
  await page.reload();
  await expect(row(REFUND)).toBeVisible();
  await expect(row(REFUND)).not.toContainText('locked');

  laravel.faults.status = 403;
  await act(REFUND, 'Mark as read');
  await expect(row(REFUND)).toContainText('locked', AFTER_SECOND_THOUGHTS);
  laravel.faults.status = null;
  await button('Retry').click();
  await expect(unreadMark(REFUND)).toHaveCount(0);
  await expect
    .poll(
      () => laravel.rows.find(({ data }) => data.title === REFUND)?.read_at ?? null,
      AFTER_SECOND_THOUGHTS,
    )
    .not.toBeNull();
  await expect(row(REFUND)).not.toContainText('locked');

  await filter('Shop');
  await expect(row('Look at this')).toHaveCount(0);
  await callMain(page, 'sources.remove', { id: 's-laravel' });
  await expect(row('Look at this')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Source: All sources' })).toBeVisible();
});
