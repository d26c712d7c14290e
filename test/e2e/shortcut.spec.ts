import type { Page } from '@playwright/test';
import { type App, launchApp, newProfile } from '../support/app.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, patchSettings } from './inbox-page.ts';

const stage = useStage();

/** Another program on the same desktop that wants the same keys: a second user's Belfry is one. */
let late: App;
const profile = newProfile();

async function settingsOfLate(): Promise<Page> {
  late = await launchApp({ desktop: stage.desktop, profile, port: 48_990 });
  const page = await late.window();
  await inboxPage(page).openSettings();
  await inboxPage(page).openKeyboard();
  return page;
}

const trouble = (page: Page) => page.getByText('Another program uses this shortcut');
const setVisible = (is: boolean) =>
  late.electron.evaluate(({ BrowserWindow }, show) => {
    const [window] = BrowserWindow.getAllWindows();
    setImmediate(() => (show ? window?.show() : window?.hide()));
  }, is);

test.afterAll(() => late?.quit());

test('a shortcut of another program is reported, and works on request once that program releases it', async () => {
  const page = await settingsOfLate();
  await expect(trouble(page)).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(trouble(page)).toBeVisible();

  await patchSettings(await stage.app.window(), { shortcut: '' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(trouble(page)).toHaveCount(0);
  await expect.poll(() => late.visible()).toBe(true);
  await page.bringToFront();
  await stage.hands.key('ctrl+shift+b');
  await expect.poll(() => late.visible()).toBe(false);
});

test('a refused shortcut is tried again when the window is shown', async () => {
  await late.quit();
  await patchSettings(await stage.app.window(), { shortcut: 'CommandOrControl+Shift+B' });
  const page = await settingsOfLate();
  await expect(trouble(page)).toBeVisible();
  await setVisible(false);
  await expect.poll(() => late.visible()).toBe(false);
  await patchSettings(await stage.app.window(), { shortcut: '' });
  await setVisible(true);
  await expect(trouble(page)).toHaveCount(0);
});
