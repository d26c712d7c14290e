/** The one line for a source or a sender, and the page of what interrupts. */
import type { Page } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, patchSettings } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage({ inFront: false });
let page: Page;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const unread = async () => (await callMain(page, 'status.get', {})).counts.unread;
const notified = (title: string) => stage.recorder.notified().some((toast) => toast.title === title);

/** Chooses in the menu of a row, by the keyboard. */
async function choose(title: string, name: string, choice: string): Promise<void> {
  await inboxPage(page).row(title).focus();
  await page.keyboard.press('.');
  const group = page.getByRole('group', { name: `Notifications from ${name}`, exact: true });
  await group.getByRole('menuitemradio', { name: choice, exact: true }).focus();
  await page.keyboard.press('Enter');
}

/**
 * Sends, and after it something that is shown: then the first has been decided over. On another page, as a row in sight makes no toast.
 */
async function sendUnseen(title: string): Promise<void> {
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await stage.app.send({ title, sender: 'Ada' });
  await stage.app.send({ title: `After ${title}`, sender: 'Bo' });
  await expect.poll(() => notified(`After ${title}`)).toBe(true);
  await button('Back to inbox').click();
}

test('a sender who is set to “Quietly” counts as unread and makes no toast', async () => {
  page = await stage.openWindow();
  await stage.app.send({ title: 'First', sender: 'Ada' });
  await choose('First', 'Ada', 'Quietly');
  await expect
    .poll(async () => (await callMain(page, 'status.get', {})).settings.lines)
    .toEqual({
      local: { senders: { Ada: 'quietly' } },
    });
  await sendUnseen('Second');
  await expect.poll(unread).toBe(3);
  expect(notified('Second')).toBe(false);
});

test('“Not at all” takes a sender out of the unread at once, and “Notify” brings them back', async () => {
  await choose('Second', 'Ada', 'Not at all');
  await expect.poll(unread).toBe(1);
  await expect(inboxPage(page).row('Second')).toContainText('Muted');
  await sendUnseen('Third');
  await expect.poll(unread).toBe(2);
  expect(notified('Third')).toBe(false);

  await button('Settings').click();
  await button('Rules').click();
  await expect(page.getByRole('listitem')).toContainText('“Ada” from This computer');
  await button('Unmute').click();
  await expect(page.getByText('Nothing is muted.')).toBeVisible();
  await button('Back').click();
  await button('Back to inbox').click();
  await choose('Third', 'Ada', 'Notify');
  await expect.poll(async () => (await callMain(page, 'status.get', {})).settings.lines).toEqual({});
  await sendUnseen('Fourth');
  expect(notified('Fourth')).toBe(true);
});

test('a source has its line on its card, and under More what of it breaks through', async () => {
  const endpoint = { host: '127.0.0.1', port: 9, tls: false };
  await callMain(page, 'sources.save', {
    definition: {
      ...{ id: 's-shop', name: 'Shop', colour: 'amber', enabled: true, kind: 'channels', key: 'k', endpoint },
      ...{ auth: null, channels: ['orders'], templates: [] },
    },
    secrets: {},
  });
  await button('Sources').click();
  const card = page.getByRole('article', { name: /^Shop/ });
  await card.getByText('Quietly', { exact: true }).click();
  await expect(card).toContainText('but never interrupt you');
  await card.getByText('More', { exact: true }).click();
  await card.getByRole('combobox', { name: 'Always show' }).selectOption('Nothing');
  await card.getByRole('switch', { name: 'Never show content' }).click();
  await expect
    .poll(async () => (await callMain(page, 'status.get', {})).settings.lines)
    .toEqual({
      's-shop': { line: 'quietly', breakThrough: 'nothing', neverContent: true },
    });
  await card.getByText('Not at all', { exact: true }).click();
  await expect
    .poll(async () => (await callMain(page, 'mutes.get', {})).mutes)
    .toMatchObject([{ what: 'source', source: 's-shop' }]);
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'source-line');
  await button('Back to inbox').click();
});

test('quiet hours are set by the keyboard, and say in words when it is quiet', async () => {
  await button('Settings').click();
  await button('Notifications').click();
  const hours = page.getByRole('switch', { name: 'Quiet hours' });
  await hours.press('Space');
  await expect(hours).toHaveAccessibleDescription(/Quiet now, until|Next quiet at/);
  for (const day of await page.getByRole('checkbox').all()) await day.press('Space');
  await expect(hours).toHaveAccessibleDescription(/Never quiet/);
  await expect(page.getByText('Choose at least one day.')).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'Saturday' }).press('Space');
  await page.getByLabel('From').fill('13:00');
  await page.getByLabel('to', { exact: true }).fill('14:30');
  await button('Add times').press('Enter');
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Europe/Berlin');
  const saved = async () => (await callMain(page, 'status.get', {})).settings.quietHours;
  await expect.poll(saved).toEqual({
    on: true,
    zone: 'Europe/Berlin',
    windows: [
      { days: [6], from: '13:00', to: '14:30' },
      { days: [6, 7], from: '22:00', to: '09:00' },
    ],
  });
  await button('Remove quiet time 1').press('Enter');
  await expect.poll(async () => (await saved()).windows).toHaveLength(1);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the page of what interrupts is clean in ${theme}, with all of it open`, async () => {
    await patchSettings(page, { theme });
    const more = page.getByText('More', { exact: true }).filter({ visible: true });
    if (theme === 'light') await more.click();
    await expect(page.getByRole('textbox', { name: 'Lowest priority' })).toBeVisible();
    expect(await faults(page)).toEqual([]);
    if (theme === 'dark') await shoot(page, 'notifications');
  });
}
