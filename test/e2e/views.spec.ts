/** The views of the inbox, saved searches, the Bin, and the way back from whatever was done. */
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, runCommand } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

async function setUp() {
  const page = await stage.openWindow();
  const bar = page.getByRole('button', { name: /^Undo/ });
  const tab = (name: string | RegExp) => page.getByRole('tab', { name });
  return { page, inbox: inboxPage(page), bar, tab };
}

async function widen(width: number): Promise<void> {
  const page = await stage.app.window();
  await stage.app.electron.evaluate(
    ({ BrowserWindow }, to) =>
      setImmediate(() =>
        BrowserWindow.getAllWindows()[0]?.setBounds({ x: 10, y: 20, width: to, height: 720 }),
      ),
    width,
  );
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
}

test('z takes back what was done, then what was done before, in the tray too', async () => {
  const { page, inbox, bar } = await setUp();
  for (let index = 1; index <= 4; index++) await stage.app.send({ title: `row ${index}`, sender: 'Ada' });
  await expect(inbox.rows).toHaveCount(4);
  await runCommand(page, { id: 'inbox.readAll', args: {} });
  await expect.poll(stage.icon).toBe('ok-0');
  await inbox.act('row 4', 'Done');
  await expect(page.getByRole('status').filter({ hasText: 'Done, 3 left' })).toHaveCount(1);
  await shoot(page, 'undo');
  await bar.click();
  await expect(inbox.row('row 4')).toBeVisible();
  await expect(page.getByText('Undone', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(stage.icon).toBe('ok-4');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('There is nothing to undo.').last()).toBeVisible();
});

test('each view has its keys; the Bin is emptied after a question with the number', async () => {
  const { page, inbox, tab, bar } = await setUp();
  await inbox.act('row 1', 'Delete');
  await inbox.act('row 2', 'Delete');
  await page.keyboard.press('6');
  await expect(tab('Bin')).toHaveAttribute('aria-selected', 'true');
  await expect(inbox.rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Empty the Bin' }).click();
  await expect(page.getByText('Delete 2 notifications for ever?')).toBeVisible();
  await shoot(page, 'bin');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByRole('heading', { name: 'The bin is empty' })).toBeVisible();
  await expect(page.getByText('2 deleted for ever').first()).toBeVisible();
  await expect(bar).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await expect(tab('Unread')).toHaveAttribute('aria-selected', 'true');
  await expect(inbox.rows).toHaveCount(2);
});

test('a search is saved under a name, counted, renamed and removed', async () => {
  const { page, inbox, tab } = await setUp();
  await page.keyboard.press('/');
  await inbox.search.fill('from:ada');
  await expect(inbox.rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Save this search' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
  await page.keyboard.press('Enter');
  await expect(tab(/^Ada/)).toHaveAttribute('aria-selected', 'true');
  await expect(tab(/^Ada/)).toHaveText('Ada2');
  await widen(440);
  await shoot(page, 'views-440');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'All views' }).click();
  await shoot(page, 'views-menu');
  await page.keyboard.press('Escape');
  await widen(1240);
  await shoot(page, 'views-1240');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Inbox' }).click();
  await page.keyboard.press('7');
  await expect(tab(/^Ada/)).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Rename or remove this search' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('From Ada');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(tab(/^From Ada/)).toBeVisible();
  await page.getByRole('button', { name: 'Rename or remove this search' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(tab(/^From Ada/)).toHaveCount(0);
});
