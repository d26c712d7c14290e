/** The test of notifications: it follows one to the real daemon's answer, and names the step that fails. */
import type { Page } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage({ daemon: 'dunst' });

let page: Page;
const step = (name: string | RegExp) => page.getByRole('listitem').filter({ hasText: name });

test('it follows a notification to dunst’s answer, and asks whether it was seen', async () => {
  page = await stage.openWindow();
  await inboxPage(page).openSettings();
  await page.getByRole('button', { name: 'Notifications', exact: true }).click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(step(/^dunst .* shows it/)).toContainText('Done');
  for (const name of ['Belfry receives it', 'on the disk', 'The app hears', 'Belfry decides'])
    await expect(step(name)).toContainText('Done');
  expect(await stage.dunst.displayed()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'No', exact: true }).click();
  const causes = page.getByRole('region', { name: 'What to check' });
  await expect(causes.getByRole('listitem')).toHaveCount(4);
  await expect(causes).toContainText(/dunst .* is running/);
  expect(await faults(page)).toEqual([]);
  await causes.scrollIntoViewIfNeeded();
  await shoot(page, 'walk');
});

test('without a daemon it names that step, and what to do', async () => {
  await stage.dunst.kill();
  await page.getByRole('button', { name: 'Test again' }).click();
  await expect(step('The system shows it')).toContainText('Failed');
  await expect(step('The system shows it')).toContainText('no program that shows notifications is running');
  await expect(step('Belfry decides')).toContainText('Done');
  await expect(page.getByRole('button', { name: 'Yes', exact: true })).toBeHidden();
  await expect(page.getByText('No program that shows notifications is running. Install one')).toBeVisible();
});
