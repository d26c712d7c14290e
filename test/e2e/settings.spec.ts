import type { Page } from '@playwright/test';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage({ can: ['actions', 'body', 'body-markup', 'sound'] });

const openSettings = async (): Promise<Page> => {
  const page = await stage.openWindow();
  const heading = page.getByRole('heading', { name: 'Settings', level: 1 });
  if (!(await heading.isVisible())) await inboxPage(page).openSettings();
  await expect(heading).toBeVisible();
  return page;
};

/** The page beside it, with its switch for sounds. */
async function soundOf(page: Page) {
  await page.getByRole('button', { name: 'Notifications', exact: true }).click();
  return page.getByRole('switch', { name: 'Sound', exact: true });
}

const theme = (page: Page) => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);

/** The radio itself is hidden beneath its label. */
const choose = (page: Page, name: string) => page.locator('label', { hasText: name }).click();

async function record(page: Page, keys: string): Promise<void> {
  await inboxPage(page).openKeyboard();
  await page.getByRole('button', { name: /^Change “Show or hide Belfry”/ }).click();
  await page.keyboard.press(keys);
}

async function backToInbox(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Back to settings' }).click();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
}

test('the tray opens the settings', async () => {
  await stage.tray.choose('Settings');
  const page = await stage.app.window();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});

test('the theme changes at once', async () => {
  const page = await openSettings();
  await choose(page, 'Dark');
  await expect.poll(() => theme(page)).toBe(true);
  await choose(page, 'Light');
  await expect.poll(() => theme(page)).toBe(false);
});

test('a new shortcut replaces the old one', async () => {
  const page = await openSettings();
  await record(page, 'Control+Alt+K');
  await expect(page.getByRole('button', { name: /^Change “Show or hide Belfry”/ })).toHaveAccessibleName(/K/);
  await backToInbox(page);
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);

  await stage.hands.key('ctrl+shift+b');
  await stage.hands.key('ctrl+alt+k');
  // Had the old one still been in force, the two would have cancelled out.
  await expect.poll(() => stage.app.visible()).toBe(true);
});

test('a shortcut that the desktop uses is refused with the reason, and the old one stays', async () => {
  const page = await openSettings();
  // The window manager's own.
  await record(page, 'Alt+F4');
  await expect(page.getByText('Another program already uses this shortcut.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Change “Show or hide Belfry”/ })).toHaveAccessibleName(/K/);
  await backToInbox(page);
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.hands.key('ctrl+alt+k');
  await expect.poll(() => stage.app.visible()).toBe(true);
});

test('with sound off the daemon is asked for silence', async () => {
  const page = await openSettings();
  await stage.app.send({ title: 'with sound' });
  await expect.poll(() => stage.recorder.shown().at(-1)?.title).toBe('with sound');
  expect(stage.recorder.shown().at(-1)?.hints).not.toHaveProperty('suppress-sound');
  const sound = await soundOf(page);
  await sound.click();
  await expect(sound).not.toBeChecked();
  await stage.tray.choose('Mark all read');
  await expect.poll(() => stage.recorder.shown()).toEqual([]);

  await expect
    .poll(async () => {
      await stage.app.send({ title: 'silent', dedupe_key: 'silent' });
      return stage.recorder.notified().find((toast) => toast.title === 'silent')?.hints;
    })
    .toMatchObject({ 'suppress-sound': true });
});

test('settings survive a restart', async () => {
  await stage.app.quit();
  await stage.start();
  const page = await openSettings();
  await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked();
  await expect(await soundOf(page)).not.toBeChecked();
  await page.getByRole('button', { name: 'Back to settings' }).click();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.hands.key('ctrl+alt+k');
  await expect.poll(() => stage.app.visible()).toBe(true);
});

test('with "keep running when closed" off, closing the window quits', async () => {
  const page = await openSettings();
  await page.getByRole('switch', { name: 'Keep running when closed' }).click();
  const ended = new Promise((resolve) => stage.app.electron.process().once('exit', resolve));
  await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
  await stage.hands.key('alt+F4');
  expect(await ended).toBe(0);
});
