import type { ChannelsSource } from '#app/source-definition';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, patchSettings } from './inbox-page.ts';

const stage = useStage();
/** Where nothing listens. */
const NOBODY: ChannelsSource = {
  ...{ id: 's-nobody', name: 'Nobody', colour: 'amber', enabled: true, kind: 'channels' },
  key: 'key',
  endpoint: { host: '127.0.0.1', port: 9, tls: false },
  auth: null,
  channels: ['orders'],
  templates: [],
};

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
    await inbox.view('Done');
    await expect(page.getByText('Nothing is done yet')).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await inbox.view('Inbox');
    await inbox.openSettings();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await inbox.openMore();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to inbox' }).click();
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`sources, their forms with what is wrong in them, and one in trouble are clean in ${theme}`, async () => {
    const page = await stage.openWindow();
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await patchSettings(page, { theme });
    await button('Sources').click();
    for (const kind of ['Team server', 'Laravel app', 'Pusher channels']) {
      await button('Add source').click();
      expect(await faults(page)).toEqual([]);
      await button(kind).click();
      const advanced = page.getByRole('form').getByText('Advanced', { exact: true });
      if (kind !== 'Team server') {
        await advanced.click();
        await button('Add header').click();
        await button('Add template').click();
        await button('Picture, grouping, reply').click();
        await page.getByLabel('Title', { exact: true }).fill('{{user.name}} joined');
        await button('Done').click();
        await expect(page.getByText('Enter this.')).toBeVisible();
        expect(await faults(page)).toEqual([]);
        await page.getByRole('group', { name: 'Template', exact: true }).getByText('Cancel').click();
      }
      await button(kind === 'Team server' ? 'Sign in' : 'Add').click();
      await expect(page.locator('[aria-invalid="true"]').first()).toBeFocused();
      expect(await faults(page)).toEqual([]);
      await button('Cancel').click();
      const leave = button('Discard');
      if (await leave.isVisible()) await leave.click();
    }
    await callMain(page, 'sources.save', { definition: NOBODY, secrets: {} });
    const card = page.getByRole('article', { name: /^Nobody/ });
    await expect(card).toContainText('Nothing answers');
    await button('Back to inbox').click();
    const mark = button('Nobody: reconnecting…');
    await expect(mark).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await mark.click();
    await card.getByRole('button', { name: 'Test connection' }).click();
    await expect(card).toContainText('Failed at:');
    await card.getByRole('button', { name: 'Remove' }).click();
    expect(await faults(page)).toEqual([]);
    await button('Remove it').click();
    await expect(card).toHaveCount(0);
    await button('Back to inbox').click();
  });
}

test('the accessibility check finds a planted fault', async () => {
  const page = await stage.openWindow();
  await page.evaluate(() => document.body.append(document.createElement('button')));
  expect(await faults(page)).toEqual(expect.arrayContaining([expect.stringMatching(/^button-name/)]));
});
