import { until } from '../support/poll.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, keepsFocus, loadAll, patchSettings } from './inbox-page.ts';

const stage = useStage();

const open = async () => inboxPage(await stage.openWindow());
const unread = async () => Number((await stage.icon()).replace(/\D+/g, ''));
const LONG = Array.from({ length: 30 }, (_, line) => `Line ${line + 1} of a long report.`).join('\n');

test('Enter opens the text and marks it as read, o opens the link, and Escape goes one step back', async () => {
  await stage.app.send({ title: 'Release notes', message: LONG, url: 'https://docs.example/2.4' });
  const { page, row, unreadMark } = await open();
  await row('Release notes').focus();
  await page.keyboard.press('Enter');
  await expect(row('Release notes')).toContainText('Line 30 of a long report.');
  await expect(unreadMark('Release notes')).toHaveCount(0);
  await page.keyboard.press('o');
  await expect.poll(stage.opened).toEqual(['https://docs.example/2.4']);
  const link = row('Release notes').getByRole('button', { name: 'Open docs.example' });
  await expect(link).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(link).toHaveCount(0);
  await expect(row('Release notes')).toBeFocused();
  expect(await stage.app.visible()).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(stage.app.visible).toBe(false);
});

test('thirty times j shows thirty rows and marks none of them', async () => {
  for (let number = 1; number <= 40; number += 1) await stage.app.send({ title: `Build ${number}` });
  const { page, row } = await open();
  await expect(row('Build 40')).toBeVisible();
  const before = (await loadAll(page, 'unread')).length;
  await page.keyboard.press('Home');
  for (let times = 0; times < 30; times += 1) await page.keyboard.press('j');
  await expect(row('Build 10')).toBeFocused();
  expect((await loadAll(page, 'unread')).length).toBe(before);
});

test('PageDown and the space bar move the focus by a page, and it stays in sight', async () => {
  const { page, row } = await open();
  const focused = () => page.evaluate(() => Number(/\d+/.exec(document.activeElement?.textContent ?? '')));
  await page.keyboard.press('Home');
  await expect(row('Build 40')).toBeFocused();
  let last = await focused();
  for (const key of ['PageDown', ' ', 'PageDown']) {
    await page.keyboard.press(key);
    await expect.poll(focused).toBeLessThan(last - 2);
    await expect(page.locator('article:focus')).toBeInViewport({ ratio: 1 });
    last = await focused();
  }
  await page.keyboard.press('Shift+Space');
  await expect.poll(focused).toBeGreaterThan(last + 2);
});

test('an opened row is in sight whole', async () => {
  const { page, row } = await open();
  await stage.app.send({ title: 'Tall', message: LONG.split('\n').slice(0, 8).join('\n') });
  for (let number = 41; number <= 45; number += 1) await stage.app.send({ title: `Build ${number}` });
  await expect(page.getByRole('button', { name: '6 new' })).toBeVisible();
  await page.keyboard.press('Home');
  await expect(row('Build 45')).toBeFocused();
  while (!(await row('Tall').evaluate((element) => element === document.activeElement)))
    await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(row('Tall').getByText('Line 8 of a long report.')).toBeInViewport({ ratio: 1 });
  await expect(row('Tall')).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press('Escape');
});

test('the list stands still under the pointer: what arrives moves nothing away from it', async () => {
  const { page, row } = await open();
  await page.keyboard.press('Home');
  await row('Build 44').getByRole('button', { name: 'Done' }).hover();
  const corner = await page.evaluate(() => [screenX, screenY + outerHeight - innerHeight] as const);
  const box = await row('Build 44').getByRole('button', { name: 'Done' }).boundingBox();
  const [x, y] = [corner[0] + (box?.x ?? 0) + 10, corner[1] + (box?.y ?? 0) + 10];
  await stage.hands.pointAt(x - 3, y);
  await stage.hands.pointAt(x, y);
  const before = (await loadAll(page, 'inbox')).length;
  for (let number = 1; number <= 20; number += 1) await stage.app.send({ title: `Arrival ${number}` });
  await expect(page.getByRole('button', { name: '20 new' })).toBeVisible();
  await stage.hands.clickAt(x, y);
  await expect(row('Build 44')).toHaveCount(0);
  const [done] = (await callMain(page, 'inbox.list', { view: 'done' })).items;
  expect(done?.title).toBe('Build 44');
  expect((await loadAll(page, 'inbox')).length).toBe(before + 19);
  await page.getByRole('button', { name: '20 new' }).click();
  await expect(row('Arrival 20')).toBeInViewport();
});

test('pages keep their place and the focus, Escape leads back, and the focus is never lost', async () => {
  const { page, row } = await open();
  const isKept = () => keepsFocus(page);
  await page.keyboard.press('Home');
  for (let times = 0; times < 30; times += 1) await page.keyboard.press('j');
  const title = (await page.locator('article:focus').getByRole('heading').textContent()) ?? '';
  await page.keyboard.press('Enter');
  await expect(row(title).getByText('Details')).toBeInViewport();
  const scrollTop = () => page.getByRole('feed').evaluate((feed) => feed.parentElement?.scrollTop);
  const top = await scrollTop();
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row(title)).toBeFocused();
  await expect(row(title).getByText('Details')).toBeInViewport();
  expect(await scrollTop()).toBe(top);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sources', exact: true }).click();
  await isKept();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Sources', exact: true })).toBeFocused();
  await page.keyboard.press('/');
  await page.keyboard.type('nothing like this');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.keyboard.press('Escape');
  await isKept();
  await page.getByRole('button', { name: 'Mark all read' }).click();
  await expect.poll(unread).toBe(0);
  await isKept();
  expect(await stage.app.visible()).toBe(true);
});

test('“Mark as read” may wait for two seconds, or for the user', async () => {
  const { page, row, unreadMark } = await open();
  await patchSettings(page, { markRead: 'byHand' });
  await stage.app.send({ title: 'By hand', message: 'Read me' });
  await row('By hand').focus();
  await page.keyboard.press('Enter');
  await stage.app.send({ title: 'Shown', message: 'Read me' });
  await expect(row('Shown')).toBeAttached();
  await expect(unreadMark('By hand')).toBeAttached();
  await patchSettings(page, { markRead: 'shown' });
  await row('Shown').focus();
  await page.keyboard.press('Enter');
  await expect(unreadMark('Shown')).toBeAttached();
  await until('it is read', async () => ((await unreadMark('Shown').count()) === 0 ? true : undefined));
});
