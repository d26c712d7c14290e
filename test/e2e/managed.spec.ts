/** The settings page where an administrator has set something, and in the system's own colours. */
import type { SettingKey } from '#app/rules/settings';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, patchSettings } from './inbox-page.ts';

const stage = useStage();
const WORDS = 'Set by your administrator.';

/** Tells the window of these, as main does; its status is otherwise as it is. */
async function lock(keys: readonly SettingKey[]): Promise<void> {
  await stage.app.electron.evaluate(async ({ BrowserWindow }, lockedSettings) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const answer = await contents?.executeJavaScript("belfry.call('status.get', {})");
    contents?.send('belfry:push', 'status', { ...answer.value, lockedSettings });
  }, keys);
}

for (const theme of ['light', 'dark'] as const) {
  test(`what an administrator has set shows a lock and cannot be changed, in ${theme}`, async () => {
    const page = await stage.openWindow();
    await patchSettings(page, { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await inboxPage(page).openSettings();
    await inboxPage(page).openMore();
    const start = page.getByRole('switch', { name: 'Start with the system' });
    await expect(start).toBeEnabled();
    const managed = page.getByText(WORDS).filter({ visible: true });
    await expect(managed).toHaveCount(0);

    await lock(['theme', 'autostart', 'shortcut', 'port']);
    await expect(managed).toHaveCount(3);
    await expect(start).toBeDisabled();
    await expect(start).toHaveAccessibleDescription(`Belfry starts in the tray when you log in. ${WORDS}`);
    await expect(page.getByRole('textbox', { name: 'Port for senders on this computer' })).toBeDisabled();
    const choices = page.getByRole('group', { name: 'Theme' });
    await expect(choices).toHaveAccessibleDescription(`“System” follows the desktop. ${WORDS}`);
    for (const choice of await choices.getByRole('radio').all()) await expect(choice).toBeDisabled();
    expect(await faults(page)).toEqual([]);
    await inboxPage(page).openKeyboard();
    await expect(managed).toHaveCount(1);
    await expect(page.getByRole('button', { name: /^Change “Show or hide Belfry”/ })).toBeDisabled();
    await expect(page.getByRole('button', { name: 'Clear “Show or hide Belfry”' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Back to settings' }).click();

    await lock([]);
    await expect(managed).toHaveCount(0);
    await expect(start).toBeEnabled();
    await page.getByRole('button', { name: 'Back to inbox' }).click();
  });
}

test('in the system’s own colours, switches and choices show what is set', async () => {
  const page = await stage.openWindow();
  await inboxPage(page).openSettings();
  await page.emulateMedia({ forcedColors: 'active' });
  const style = (
    role: 'switch' | 'radio',
    name: string,
    of: 'backgroundColor' | 'borderTopColor' | 'borderTopWidth',
  ) =>
    page
      .getByRole(role, { name })
      .evaluate((element, what) => getComputedStyle(element.closest('label') ?? element)[what], of);
  const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [on, off] = ['Keep running when closed', 'Start with the system'];
  await expect(page.getByRole('switch', { name: on })).toBeChecked();
  await expect(page.getByRole('switch', { name: off })).not.toBeChecked();
  const groundOfOff = await style('switch', off, 'backgroundColor');
  await expect.poll(() => style('switch', on, 'backgroundColor')).not.toBe(groundOfOff);
  expect(await style('switch', off, 'borderTopWidth')).not.toBe('0px');
  await expect.poll(() => style('switch', off, 'borderTopColor')).not.toBe(canvas);
  await page.locator('label', { hasText: 'Light' }).click();
  await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked();
  await expect.poll(() => style('radio', 'Light', 'backgroundColor')).not.toBe(canvas);
});

test('in the system’s own colours, the chosen tab, an unread row and the place in a menu stand out', async () => {
  const page = await stage.openWindow();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  await page.emulateMedia({ forcedColors: 'active' });
  await stage.app.send({ title: 'New' });
  const row = inboxPage(page).row('New');
  const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const ground = (element: Element) => getComputedStyle(element).backgroundColor;
  await expect.poll(() => row.locator('[data-dot="true"]').evaluate(ground)).not.toBe(canvas);
  const underline = (element: Element) => getComputedStyle(element, '::after').backgroundColor;
  await expect.poll(() => page.getByRole('tab', { name: 'Inbox' }).evaluate(underline)).not.toBe(canvas);
  await row.focus();
  await page.keyboard.press('m');
  const outline = (element: Element) => getComputedStyle(element).outlineStyle;
  const items = page.getByRole('menuitem');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => items.nth(1).evaluate(outline)).toBe('solid');
  expect(await items.first().evaluate(outline)).toBe('none');
});
