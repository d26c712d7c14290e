import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, patchSettings } from './inbox-page.ts';

const stage = useStage();

for (const theme of ['light', 'dark'] as const) {
  test(`first run, inbox, empty view and settings are clean in ${theme}`, async () => {
    const page = await stage.openWindow();
    const inbox = inboxPage(page);
    await patchSettings(page, { theme });
    if (theme === 'light') {
      await expect(page.getByRole('heading', { name: 'Your first notification' })).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await stage.app.send({ title: 'plain', message: 'with a message' });
      await stage.app.send({ title: 'high', message: 'of priority 4', priority: 4 });
      await stage.app.send({ title: 'critical', url: 'https://example.com', priority: 5 });
      await stage.app.send({ title: 'folded', dedupe_key: 'x' });
      await stage.app.send({ title: 'folded', dedupe_key: 'x' });
    }
    await expect(inbox.rows).toHaveCount(4);
    expect(await faults(page)).toEqual([]);
    await inbox.row('critical').hover();
    expect(await faults(page)).toEqual([]);
    await inbox.view('Archived');
    await expect(page.getByText('No archived notifications')).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await inbox.view('All');
    await inbox.openSettings();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to inbox' }).click();
  });
}

test('the check itself finds a fault', async () => {
  const page = await stage.openWindow();
  await page.evaluate(() => document.body.append(document.createElement('button')));
  expect(await faults(page)).toEqual(expect.arrayContaining([expect.stringMatching(/^button-name/)]));
});
