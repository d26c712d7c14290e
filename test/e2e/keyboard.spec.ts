/** The palette, the list of keys, and keys that their user chooses: with real keys on a real desktop. */
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, patchSettings } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' });
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name });
const selected = (page: Page) => palette(page).locator('[role="option"][aria-selected="true"]');

/** Types with the keyboard of the desktop. */
async function type(keys: string): Promise<void> {
  for (const key of keys.split(' ')) await stage.hands.key(key);
}

test('the palette acts on the selected row and on the app, and knows what was used last', async () => {
  const { page, row } = inboxPage(await stage.openWindow());
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content.Security/i.test(message.text())) refused.push(message.text());
  });
  await stage.app.send({ title: 'A build' });
  await expect(row('A build')).toBeVisible();
  await type('j ctrl+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await expect(palette(page)).toContainText('On “A build”');
  await shoot(page, 'palette');
  expect(await faults(page)).toEqual([]);

  await type('m k a s r d');
  await expect(selected(page)).toContainText('Mark as read');
  await type('Return');
  await expect(palette(page)).toHaveCount(0);
  await expect(row('A build')).toBeFocused();
  await expect.poll(stage.icon).toBe('ok-0');

  // An argument is chosen inside; Escape and Backspace lead back.
  await type('ctrl+k p a u s e');
  await option(page, 'Pause notifications').waitFor();
  await expect(selected(page)).toContainText('Pause notifications');
  await type('Escape');
  await expect(palette(page)).toHaveCount(0);
  await type('ctrl+k t h e m e Return');
  await expect(option(page, 'Dark')).toBeVisible();
  await type('BackSpace');
  await expect(option(page, 'Settings')).toBeVisible();
  await type('t h e m e Return d a r k Return');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await type('ctrl+k');
  await expect(palette(page).getByRole('group', { name: 'Recent' }).getByRole('option').first()).toHaveText(
    'Theme',
  );
  await type('Escape');
  expect(refused).toEqual([]);
  await patchSettings(page, { theme: 'system' });
});

test('the list of keys is searched, leads to their page, and is closed by Escape', async () => {
  const { page } = inboxPage(await stage.openWindow());
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await stage.hands.key('question');
  await expect(sheet.getByRole('searchbox')).toBeFocused();
  await expect(sheet).toContainText('Mark as read');
  await shoot(page, 'shortcuts');
  expect(await faults(page)).toEqual([]);
  await type('p a l e t t e');
  await expect(sheet.getByRole('status')).toHaveText('1 command');
  await expect(sheet).not.toContainText('Mark as read');
  await type('Escape');
  await expect(sheet).toHaveCount(0);
  expect(await stage.app.visible()).toBe(true);
  await stage.hands.key('question');
  await sheet.getByRole('button', { name: 'Change keys…' }).click();
  await expect(page.getByRole('heading', { name: 'Keyboard', level: 1 })).toBeVisible();
  await shoot(page, 'keyboard');
  expect(await faults(page)).toEqual([]);
});

const command = (page: Page, name: string) => page.getByRole('group', { name, exact: true });

test('a command gets the keys that its user presses, unless another one has them', async () => {
  const { page } = inboxPage(await stage.app.window());
  const pause = command(page, 'Pause notifications');
  const add = pause.getByRole('button', { name: /^Add a key/ });
  await add.press('Enter');
  await type('e');
  await expect(pause.getByRole('alert')).toHaveText('E already means “Done”.');
  await add.press('Enter');
  await type('Escape');
  await expect(add).toBeVisible();
  await add.press('Enter');
  await type('g p');
  await expect(pause).toContainText('GP');
  await pause.getByRole('button', { name: 'Remove P from' }).click();
  await expect(pause.getByRole('button', { name: 'Remove P from' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Back to settings' }).click();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  const panel = page.getByRole('dialog', { name: 'Pause notifications' });
  await type('p g');
  await expect(page.getByRole('status').filter({ hasText: 'Pause notifications' })).toBeVisible();
  await type('p');
  await expect(panel).toBeVisible();
  await type('Escape');
  await expect(panel).toHaveCount(0);
  // A sequence that is broken off does nothing.
  await type('g slash');
  await expect(page.getByRole('searchbox')).toHaveCount(0);
  await page.getByRole('button', { name: 'Pause notifications' }).hover();
  await expect(page.getByRole('tooltip')).toContainText('G P');
});

test('chosen keys survive a restart, and can be carried to another computer and taken back', async () => {
  await stage.app.quit();
  await stage.start();
  const page = await stage.openWindow();
  await type('g p');
  await expect(page.getByRole('dialog', { name: 'Pause notifications' })).toBeVisible();
  await type('Escape ctrl+comma');
  await inboxPage(page).openKeyboard();

  const file = path.join(stage.desktop.runtimeDir, 'keys.json');
  await stage.app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, file);
  await page.getByRole('button', { name: 'Export…' }).click();
  await expect(page.getByText('Your shortcuts are saved.')).toBeVisible();
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({ keys: { 'pause.open': ['g p'] } });

  await page.getByRole('button', { name: 'Reset all' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Reset all' }).click();
  const pause = command(page, 'Pause notifications');
  await expect(pause.getByRole('button', { name: /^Remove/ })).toHaveAccessibleName(
    'Remove P from “Pause notifications”',
  );
  fs.writeFileSync(file, '{"keys": {"pause.open": ["y", "Ctrl+y"], "from.tomorrow": ["t"]}}');
  await page.getByRole('button', { name: 'Import…' }).click();
  await expect(pause.getByRole('button', { name: /^Remove/ })).toHaveAccessibleName(
    'Remove Y from “Pause notifications”',
  );
  fs.writeFileSync(file, 'nothing');
  await page.getByRole('button', { name: 'Import…' }).click();
  await expect(page.getByText('Belfry cannot read this file.')).toBeVisible();
  await pause.getByRole('button', { name: 'Reset “Pause notifications”' }).click();
  await expect(pause.getByRole('button', { name: /^Remove/ })).toHaveAccessibleName(
    'Remove P from “Pause notifications”',
  );
});

test('without single keys only those with a modifier work', async () => {
  const page = await stage.app.window();
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).click();
  await page.getByRole('button', { name: 'Back to settings' }).click();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  await type('p question slash');
  await type('ctrl+k');
  await expect(palette(page)).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await type('Escape');
  await patchSettings(page, { singleKeys: true });
});

test('keys and a second start reach the app from any program', async () => {
  const page = await stage.openWindow();
  await patchSettings(page, {
    paletteShortcut: 'CommandOrControl+Alt+K',
    newestShortcut: 'CommandOrControl+Alt+N',
  });
  await stage.app.send({ title: 'The newest' });
  const hide = async (how: () => Promise<unknown>) => {
    await how();
    await expect.poll(() => stage.app.visible()).toBe(false);
  };
  await hide(() => stage.startSecond('--toggle'));
  await stage.hands.key('ctrl+alt+k');
  await expect(palette(page)).toBeVisible();
  await type('Escape');
  await hide(() => stage.hands.key('ctrl+shift+b'));
  await stage.hands.key('ctrl+alt+n');
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect(page.getByRole('article', { name: 'The newest' })).toBeVisible();
  await stage.startSecond('--palette');
  await expect(palette(page)).toBeVisible();
});
