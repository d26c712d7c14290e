import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { patchSettings } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage({ daemon: 'dunst' });

test('the window pauses, says until when, and ends it; presenting is a switch beside it', async () => {
  const page = await stage.openWindow();
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const panel = page.getByRole('dialog', { name: 'Pause notifications' });
  await page.keyboard.press('p');
  await expect(panel).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'pause');
  await button('For 4 hours').click();
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole('status').getByText('Notifications are paused until')).toBeVisible();
  await expect.poll(stage.icon).toBe('paused-0');

  await button(/^Notifications are paused until/).click();
  await panel.getByRole('switch', { name: 'Presenting' }).click();
  await expect(panel.getByText('Notifications say less until')).toBeVisible();
  await expect.poll(() => stage.tray.tooltip()).toMatch(/paused until .*, presenting until /);
  // Else it may be the second press of a double click.
  await panel.getByText('Notifications say less until').hover();
  await panel.getByRole('switch', { name: 'Presenting' }).click();
  await expect.poll(() => stage.tray.tooltip()).not.toContain('presenting');
  await panel.getByRole('button', { name: 'Resume notifications' }).click();
  await expect.poll(stage.icon).toBe('ok-0');

  await page.keyboard.press('p');
  const moment = await page.evaluate(() => {
    const later = new Date(Date.now() + 26 * 60 * 60_000);
    const local = new Date(later.getTime() - later.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16);
  });
  await panel.getByLabel('Until').fill(moment);
  await panel.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect.poll(stage.icon).toBe('paused-0');
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect.poll(stage.icon).toBe('ok-0');
});

test('a shortcut of the settings begins and ends a pause from anywhere', async () => {
  const page = await stage.openWindow();
  await patchSettings(page, { pauseShortcut: 'CommandOrControl+Shift+Y' });
  await stage.hands.key('ctrl+shift+y');
  await expect.poll(stage.icon).toBe('paused-0');
  await stage.hands.key('ctrl+shift+y');
  await expect.poll(stage.icon).toBe('ok-0');
});

test("during the desktop's do-not-disturb toasts wait, tray and window say why, and one summary ends it", async () => {
  const page = await stage.openWindow();
  await stage.dunst.setPaused(true);
  await expect.poll(stage.icon).toBe('paused-0');
  await expect.poll(() => stage.tray.tooltip()).toContain('do not disturb');
  await expect(page.getByRole('button', { name: 'Do not disturb is on (dunst).' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  const before = stage.dunst.notified().length;
  await stage.app.send({ title: 'held 1' });
  await stage.app.send({ title: 'held 2' });
  await expect.poll(stage.icon).toBe('paused-2');
  expect(stage.dunst.notified()).toHaveLength(before);
  await stage.dunst.setPaused(false);
  await expect.poll(() => stage.dunst.displayed()).toBe(1);
  expect(stage.dunst.notified().slice(before)).toMatchObject([{ title: expect.stringContaining('2') }]);
});

test('by default priority 5 waits for the end of a pause, and an emergency comes at once', async () => {
  await stage.tray.choose('Mark all read');
  await expect.poll(() => stage.dunst.displayed()).toBe(0);
  await stage.tray.choose('Pause notifications', 'For 1 hour');
  await expect.poll(stage.icon).toBe('paused-0');
  const before = stage.dunst.notified().length;
  const titles = () =>
    stage.dunst
      .notified()
      .slice(before)
      .map(({ title }) => title);
  await stage.app.send({ title: 'Urgent', priority: 5 });
  await stage.app.send({ title: 'Fire', emergency: { retry: 600, expire: 1_200 } });
  await expect.poll(titles).toEqual(['Fire']);
  await stage.tray.choose('Resume notifications');
  await expect.poll(titles).toEqual(['Fire', 'Urgent']);
});
