import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../support/app.ts';
import { type SoundServer, startSoundServer } from '../support/sound-server.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

/** The daemon plays no sounds, so Belfry does. */
const stage = useStage();

let speaker: SoundServer;
test.beforeAll(async () => {
  speaker = await startSoundServer(stage.desktop);
});
test.afterAll(() => speaker.stop());

async function settings(): Promise<Page> {
  const page = await stage.openWindow();
  const heading = page.getByRole('heading', { name: 'Notifications', level: 1 });
  if (await heading.isVisible()) return page;
  await inboxPage(page).openSettings();
  await page.getByRole('button', { name: 'Notifications', exact: true }).click();
  await expect(heading).toBeVisible();
  await inboxPage(page).openMore();
  return page;
}

/** @returns when the daemon was asked for it, in milliseconds since 1970 */
async function announce(title: string): Promise<number> {
  await stage.app.send({ title });
  await expect.poll(() => stage.recorder.notified().at(-1)?.title, { intervals: [5] }).toBe(title);
  return Date.now();
}

/** So many sounds since the start, and silence after the last. */
async function heard(sounds: number): Promise<void> {
  await expect.poll(() => speaker.heard().length).toBe(sounds);
  await expect.poll(speaker.isSilent).toBe(true);
}

test('a sound is heard when it is chosen, and by its button', async () => {
  const page = await settings();
  await page.getByRole('combobox', { name: 'Notification sound' }).selectOption('Knock');
  await heard(1);
  await page.getByRole('button', { name: 'Play “Notification sound”' }).click();
  await heard(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('a toast is heard within a second, and none is heard while sounds are off', async () => {
  const before = speaker.heard().length;
  const shown = await announce('loud');
  await heard(before + 1);
  expect((speaker.heard().at(-1) ?? 0) - shown).toBeLessThan(1_000);
  await stage.tray.choose('Mark all read');

  const page = await settings();
  await page.getByRole('switch', { name: 'Sound', exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Notification sound' })).toBeHidden();
  await announce('silent');
  await page.getByRole('switch', { name: 'Sound', exact: true }).click();
  await page.getByRole('button', { name: 'Play “Notification sound”' }).click();
  // Sounds come in their order: had the silent one been heard, it would have been before this.
  await heard(before + 2);
});

test('a file of the user’s own plays; once it is gone, the button says so', async () => {
  const page = await settings();
  const before = speaker.heard().length;
  const own = test.info().outputPath('own sound.wav');
  fs.copyFileSync(path.join(ROOT, 'dist', 'sounds', 'drop.wav'), own);
  await stage.app.electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, own);
  await page.getByRole('combobox', { name: 'Notification sound' }).selectOption('My own file');
  await heard(before + 1);
  await expect(page.getByRole('option', { name: 'own sound.wav' }).first()).toBeAttached();
  fs.rmSync(own);
  await page.getByRole('button', { name: 'Play “Notification sound”' }).click();
  await expect(page.getByRole('alert')).toHaveText('The file is no longer there. Choose another one.');
});
