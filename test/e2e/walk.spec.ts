/** The test of notifications: it follows one to the real daemon's answer, and names the step that fails. */
import type { Page } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, runCommand } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage({ daemon: 'dunst' });

let page: Page;
const step = (name: string | RegExp) => page.getByRole('listitem').filter({ hasText: name });

test('it follows a notification to dunst’s answer, and asks whether it was seen', async () => {
  page = await stage.openWindow();
  await inboxPage(page).openSettings();
  await page.getByRole('button', { name: 'Notifications', exact: true }).click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(step(/^dunst .* shows it, as its number \d+/)).toContainText('Done');
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

test('what holds toasts back is named first: whose do-not-disturb it is, or the pause', async () => {
  const causes = page.getByRole('region', { name: 'What to check' });
  const again = page.getByRole('button', { name: 'Test again' });
  await stage.dunst.setPaused(true);
  await expect.poll(stage.icon).toMatch(/^paused-/);
  await again.click();
  await expect(causes.getByRole('listitem').first()).toHaveText('It waits: dunst asks for no disturbance.');
  await expect(step('Belfry decides')).toContainText('Failed');
  await runCommand(page, { id: 'delivery.pause', args: { until: '1h' } });
  await expect.poll(() => stage.tray.tooltip()).toContain('paused until');
  await again.click();
  await expect(causes.getByRole('listitem').first()).toContainText('It waits: notifications are paused.');
  await runCommand(page, { id: 'delivery.resume', args: {} });
  await stage.dunst.setPaused(false);
  await expect.poll(stage.icon).toMatch(/^ok-/);
});

test('the tray’s test begins it too: on its page, and once more if that is shown already', async () => {
  await page.getByRole('button', { name: 'Back to settings' }).click();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  const toasts = () => stage.dunst.notified().length;
  let before = toasts();
  await stage.tray.choose('Help', 'Send a test');
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect(page.getByRole('heading', { name: 'Notifications', level: 1 })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Did you see it?' })).toBeInViewport();
  expect(toasts()).toBe(before + 1);
  await shoot(page, 'walk-tray');
  before = toasts();
  await stage.tray.choose('Help', 'Send a test');
  await expect.poll(toasts).toBe(before + 1);
  await expect(page.getByRole('group', { name: 'Did you see it?' })).toBeInViewport();
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
