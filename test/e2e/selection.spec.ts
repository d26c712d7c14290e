/** Many rows at once, and snoozes. */
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

async function setUp() {
  const page = await stage.openWindow();
  return { page, inbox: inboxPage(page), bar: page.getByRole('toolbar') };
}

test('rows are selected by keys, and the bar acts on exactly these', async () => {
  const { page, inbox, bar } = await setUp();
  for (let index = 1; index <= 6; index++) await stage.app.send({ title: `row ${index}` });
  await expect(inbox.rows).toHaveCount(6);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+J');
  await expect(bar.getByText('2 selected')).toBeVisible();
  await stage.app.send({ title: 'row 7' });
  await expect(inbox.rows).toHaveCount(7);
  await shoot(page, 'selection');
  expect(await faults(page)).toEqual([]);
  await bar.getByRole('button', { name: 'Done (2)' }).click();
  await expect(bar).toHaveCount(0);
  for (const gone of ['row 6', 'row 5']) await expect(inbox.row(gone)).toHaveCount(0);
  await expect(inbox.rows).toHaveCount(5);
  await page.keyboard.press('z');
  await expect(inbox.rows).toHaveCount(7);
});

test('clicks with Ctrl and Shift select; keys act on what is selected; Escape lets go', async () => {
  const { page, inbox, bar } = await setUp();
  await inbox.row('row 4').click({ modifiers: ['Control'] });
  await inbox.row('row 2').click({ modifiers: ['Shift'] });
  await expect(bar.getByText('3 selected')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await page.keyboard.press('Control+a');
  await expect(bar.getByText('7 selected')).toBeVisible();
  await page.keyboard.press('u');
  await expect.poll(stage.icon).toBe('ok-0');
  await page.keyboard.press('z');
  await expect.poll(stage.icon).toBe('ok-7');
});

test('all that a view has is acted on, also what is not loaded', async () => {
  const { page, inbox, bar } = await setUp();
  for (let index = 0; index < 60; index++) await stage.app.send({ title: `more ${index}` });
  await expect.poll(stage.icon).toBe('ok-9plus');
  await page.reload();
  await expect(inbox.rows.first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await bar.getByRole('button', { name: 'Select all 67' }).click();
  await expect(bar.getByText('67 selected')).toBeVisible();
  await bar.getByRole('button', { name: 'Mark as read (67)' }).click();
  await expect.poll(stage.icon).toBe('ok-0');
  await expect(page.getByText('67 marked as read').first()).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(stage.icon).toBe('ok-9plus');
});

test('a snooze is chosen from a list or written, repeated, and survives a restart', async () => {
  const { page, inbox } = await setUp();
  await inbox
    .row('row 1')
    .scrollIntoViewIfNeeded()
    .catch(() => {});
  await page.keyboard.press('j');
  await page.keyboard.press('h');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('option').first()).toBeVisible();
  await shoot(page, 'snooze');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.type('today 0:00');
  await expect(dialog.getByText('That is in the past.')).toBeVisible();
  await dialog.getByRole('combobox').fill('2 days');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press('Shift+H');
  await page.keyboard.press('4');
  await expect(inbox.rows).toHaveCount(2);
  await expect(inbox.rows.first()).toContainText('Snoozed until');
  await shoot(page, 'snoozed');
  await stage.app.quit();
  await stage.start();
  const again = inboxPage(await stage.openWindow());
  await again.page.keyboard.press('4');
  await expect(again.rows).toHaveCount(2);
  await expect(again.rows.first()).toContainText('Snoozed until');
});
