/** What a row says about why it was, or was not, shown. */
import type { Page } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, runCommand } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();
const NAME = 'What Belfry did with it on this computer';

async function hide(page: Page): Promise<void> {
  await runCommand(page, { id: 'window.hide', args: {} });
  await expect.poll(() => stage.app.visible()).toBe(false);
}

/** Opens the explanation of a row by its key. */
async function why(title: string) {
  const page = await stage.openWindow();
  const row = inboxPage(page).row(title);
  const region = row.getByRole('region', { name: NAME });
  await row.focus();
  await page.keyboard.press('w');
  await expect(region).toBeVisible();
  return { page, row, region };
}

const shown = (title: string) => stage.recorder.shown().find((toast) => toast.title === title);

test('it was shown, and its user has closed the toast', async () => {
  await hide(await stage.openWindow());
  await stage.app.send({ title: 'Dinner' });
  await expect.poll(() => shown('Dinner')).toBeDefined();
  stage.recorder.dismiss(shown('Dinner')?.id ?? 0);
  const { page, region } = await why('Dinner');
  await expect(region.getByRole('listitem')).toHaveText([
    /It is shown by itself\. It appeared\.$/,
    /You closed the toast\.$/,
  ]);
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'why');
  await page.keyboard.press('w');
  await expect(region).toBeHidden();
});

test('it waited for the end of a pause, and was in its summary; the next start still knows', async () => {
  const page = await stage.openWindow();
  await runCommand(page, { id: 'delivery.pause', args: { until: '30m' } });
  await hide(page);
  await stage.app.send({ title: 'Looked at' });
  const before = await why('Looked at');
  await expect(before.region).toContainText(/It waits: notifications are paused\. Until /);
  await hide(page);
  await stage.app.send({ title: 'Waited too' });
  await stage.app.send({ title: 'Waited' });
  await expect.poll(() => stage.tray.tooltip()).toContain('4 unread');
  await stage.tray.choose('Resume notifications');
  await expect.poll(() => stage.recorder.shown().at(-1)?.body ?? '').toContain('Waited');
  const told = 'It is in the summary of what waited for the end of the pause. It appeared.';
  // The daemon has the toast before the app has its answer.
  await expect((await why('Waited')).region).toContainText(told);
  await stage.app.quit();
  await stage.start();
  const { region } = await why('Waited');
  await expect(region).toContainText(told);
});

test('a rule silenced it: its name leads to it', async () => {
  const page = await stage.openWindow();
  await callMain(page, 'rules.save', {
    id: null,
    rule: { name: 'CI noise', filter: 'type:ci', do: 'silent' },
  });
  await hide(page);
  await stage.app.send({ type: 'ci', title: 'Build failed' });
  const { region } = await why('Build failed');
  await region.getByRole('button', { name: 'It was not shown: silenced by “CI noise”.' }).click();
  await expect(page.getByRole('form').getByLabel('Name', { exact: true })).toHaveValue('CI noise');
});
