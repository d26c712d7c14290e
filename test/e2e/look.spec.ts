/** How the window looks: the size of its text, its density, and what is left of it where there is little room. */
import type { Locator } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();
const LONG = 'Can you approve the refund of € 8,412.50 for Halden Forestry before Friday?';

const zoom = () =>
  stage.app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor(),
  );
const resize = (width: number, height: number) =>
  stage.app.electron.evaluate(
    ({ BrowserWindow }, bounds) =>
      setImmediate(() => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 20, y: 20, ...bounds })),
    { width, height },
  );
async function overlap(one: Locator, other: Locator): Promise<boolean> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()];
  if (a === null || b === null) throw new Error('not on the screen');
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test('a key and a setting change the size of the text, which is kept', async () => {
  const page = await stage.openWindow();
  await page.keyboard.press('Control+Equal');
  await expect.poll(zoom).toBeCloseTo(1.1);
  await page.keyboard.press('Control+Minus');
  await page.keyboard.press('Control+Minus');
  await expect.poll(zoom).toBeCloseTo(0.9);
  await page.keyboard.press('Control+0');
  await expect.poll(zoom).toBe(1);
  await inboxPage(page).openSettings();
  const slider = page.getByRole('slider', { name: 'Text size' });
  await slider.press('End');
  await expect.poll(zoom).toBe(2);
  await page.reload();
  await expect.poll(zoom).toBe(2);
});

test('in the smallest window with the largest text nothing covers anything', async () => {
  const page = await stage.openWindow();
  const inbox = inboxPage(page);
  await stage.app.send({ title: LONG, message: 'They sent the goods back on Monday.', priority: 4 });
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  await resize(360, 600);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(180);
  await expect(inbox.row(LONG)).toBeVisible();
  const parts = await page.getByRole('banner').locator('h1, button:visible').all();
  for (const [index, part] of parts.entries()) {
    for (const other of parts.slice(index + 1)) expect(await overlap(part, other)).toBe(false);
  }
  await shoot(page, 'largest-text');
  await page.keyboard.press('Control+0');
  await resize(440, 680);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(440);
});

test('the buttons of a row leave its time and its dot to be seen; the focus alone shows none', async () => {
  const page = await stage.openWindow();
  const row = inboxPage(page).row(LONG);
  const done = row.getByRole('button', { name: 'Done' });
  const opacity = () => done.locator('..').evaluate((element) => getComputedStyle(element).opacity);
  await page.mouse.move(0, 0);
  await row.focus();
  await page.keyboard.press('j');
  expect(await opacity()).toBe('0');
  await row.hover();
  await expect.poll(opacity).toBe('1');
  expect(await overlap(done.locator('..'), row.locator('time'))).toBe(false);
  expect(await overlap(done.locator('..'), row.locator('[data-dot]'))).toBe(false);
});

test('opening a row moves nothing below it by a hair', async () => {
  const page = await stage.openWindow();
  await stage.app.send({ title: 'One line', message: 'Short.' });
  const row = inboxPage(page).row('One line');
  const height = () => row.evaluate((element) => element.getBoundingClientRect().height);
  const before = await height();
  await row.getByText('Short.').click();
  await expect(row.getByText('Short.')).toHaveCSS('user-select', 'text');
  expect(await height()).toBe(before);
});

test('compact shows more rows', async () => {
  const page = await stage.openWindow();
  const inbox = inboxPage(page);
  const height = () => inbox.row(LONG).evaluate((element) => element.getBoundingClientRect().height);
  const before = await height();
  await inbox.openSettings();
  await page.getByText('Compact', { exact: true }).click();
  await shoot(page, 'settings-appearance');
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  await expect.poll(height).toBeLessThan(before - 20);
  await shoot(page, 'compact');
});

test('with forced colours, and with more contrast, what stands out still does', async () => {
  const page = await stage.openWindow();
  const selected = page.getByRole('tab', { name: 'Inbox' });
  const unread = page.locator('[data-dot=true]').first();
  await page.emulateMedia({ forcedColors: 'active' });
  const canvas = await page.evaluate(() => {
    document.body.style.outlineColor = 'Canvas';
    return getComputedStyle(document.body).outlineColor;
  });
  await expect(unread).not.toHaveCSS('background-color', canvas);
  const line = await selected.evaluate((tab) => getComputedStyle(tab, '::after').backgroundColor);
  expect(line).not.toBe(canvas);
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'forced-colours');
  await page.emulateMedia({ forcedColors: 'none', contrast: 'more' });
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'more-contrast');
});
