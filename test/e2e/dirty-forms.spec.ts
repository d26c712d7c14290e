/** What is typed into a form is not lost when the window shows another page, whatever caused that. */
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';
import { shoot as shootPage } from './pictures.ts';

const TOKEN = 'never-on-disk-4711';

const stage = useStage();
let page: Page;
test.beforeAll(async () => {
  page = await stage.openWindow();
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const form = () => page.getByRole('form');
const field = (name: string) => form().getByLabel(name, { exact: true });
const editor = () => page.getByRole('group', { name: 'Template', exact: true });
/** Of the form, not of the template in it. */
const cancel = () => button('Cancel').last().click();
const dirtyForms = () => button('Sources: a form is not saved yet');

/** As a user who clicks on the toast of what has just come. */
async function openToast(title: string): Promise<void> {
  await stage.app.send({ title });
  const toast = () => stage.recorder.shown().find((each) => each.title === title);
  await expect.poll(toast).toBeDefined();
  stage.recorder.invoke(toast()?.id ?? 0, 'default');
  await expect(inboxPage(page).row(title)).toBeVisible();
}

function filesWith(text: string): readonly string[] {
  return fs
    .readdirSync(stage.app.profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => fs.readFileSync(file).includes(text));
}

const shoot = (name: string): Promise<void> => shootPage(page, `dirty-forms-${name}`);

test('a form stays as it is while its user looks at the settings', async () => {
  await button('Sources').click();
  await button('Add source').click();
  await button('Pusher channels').click();
  await field('App key').fill('key-1');
  await field('Channels').fill('orders\nprivate-team.4');
  await field('Token').fill(TOKEN);
  await button('Add template').click();
  await editor().getByLabel('Title', { exact: true }).fill('Order {{number}}');
  await page.getByText('Advanced', { exact: true }).click();
  await button('Add header').click();
  await field('Header name').fill('X-Tenant');
  await field('Channels').focus();

  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect(form()).toHaveCount(0);
  await button('Back to inbox').click();
  await expect(dirtyForms()).toBeVisible();
  await shoot('inbox');
  await dirtyForms().click();
  await expect(field('Channels')).toBeFocused();
  await expect(field('App key')).toHaveValue('key-1');
  await expect(field('Channels')).toHaveValue('orders\nprivate-team.4');
  await expect(field('Token')).toHaveValue(TOKEN);
  await expect(field('Header name')).toHaveValue('X-Tenant');
  await expect(editor().getByLabel('Title', { exact: true })).toHaveValue('Order {{number}}');
  await shoot('form');
});

test('a toast may be opened over a form, and the keys are then those of the inbox', async () => {
  await openToast('Opened meanwhile');
  await expect(dirtyForms()).toBeVisible();
  // The row is open.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.openWindow();
  await dirtyForms().click();
  await expect(field('Token')).toHaveValue(TOKEN);
  expect(filesWith('Opened meanwhile')).not.toEqual([]);
  expect(filesWith(TOKEN)).toEqual([]);
});

test('an enrolment link opens its own form, and the other form is still there below it', async () => {
  await stage.startSecond('belfry://enroll?server=https%3A%2F%2Fteam.example&code=abc-1');
  await expect(field('Code').and(page.getByRole('textbox'))).toHaveValue('abc-1');
  await field('Name (optional)').fill('Team');
  await page.keyboard.press('Control+,');
  await button('Back to inbox').click();
  await dirtyForms().click();
  await expect(field('Name (optional)')).toHaveValue('Team');
  await cancel();
  await button('Discard').click();
  await expect(page.getByRole('heading', { name: 'Add Pusher channels' })).toBeVisible();
  await expect(field('App key')).toHaveValue('key-1');
});

test('leaving an unsaved form asks first, also with only a begun template, and then discards it', async () => {
  await cancel();
  await button('Discard').click();
  await button('Add source').click();
  await button('Pusher channels').click();
  await button('Add template').click();
  await editor().getByLabel('Title', { exact: true }).fill('Order {{number}}');
  await cancel();
  await button('Discard').click();
  await expect(button('Add source')).toBeFocused();
  await page.keyboard.press('Control+,');
  await button('Back to inbox').click();
  await expect(button('Sources')).toBeVisible();
});

test('what is typed into a setting is still there after a toast was opened', async () => {
  const port = page.getByRole('textbox', { name: 'Port' });
  await page.keyboard.press('Control+,');
  await page.getByText('More', { exact: true }).click();
  await port.fill('99');
  await openToast('Over the settings');
  await page.keyboard.press('Control+,');
  await expect(port).toHaveValue('99');
});

test('a control that only had the focus leaves no tooltip behind', async () => {
  const tooltip = page.getByRole('tooltip');
  await button('Back to inbox').click();
  await button('Sources').click();
  await button('Copy address').focus();
  await page.keyboard.press('Shift+Tab');
  await expect(tooltip).toBeVisible();
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect(tooltip).toHaveCount(0);
  await button('Back to inbox').click();
  await button('Sources').click();
  await expect(button('Add source')).toBeVisible();
  await expect(tooltip).toHaveCount(0);
});
