import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage({ daemon: 'dunst', inFront: false });

test('what is sent comes as a toast, as a number in the tray and as a row', async () => {
  await stage.app.send({ title: 'Deploy finished', message: 'api 4.2 is live' });

  await expect.poll(() => stage.dunst.displayed()).toBe(1);
  expect(stage.dunst.notified().at(-1)).toMatchObject({ title: 'Deploy finished', body: 'api 4.2 is live' });
  await expect.poll(stage.icon).toBe('ok-1');
  await expect.poll(() => stage.tray.tooltip()).toContain('1 unread');
  const inbox = inboxPage(await stage.openWindow());
  await expect(inbox.row('Deploy finished')).toContainText('api 4.2 is live');
});

test('a click on the toast shows the item and marks it read', async () => {
  const page = await stage.openWindow();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);

  // By hand: the toast is in the upper right corner.
  await stage.hands.clickAt(1100, 80);

  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect.poll(stage.icon).toBe('ok-0');
  await expect.poll(() => stage.dunst.displayed()).toBe(0);
  await expect(inboxPage(page).row('Deploy finished')).toBeInViewport();
  await expect(inboxPage(page).unreadMark('Deploy finished')).toHaveCount(0);
});

test('reading in the window closes the toast and clears the tray', async () => {
  await stage.lookAway();
  await stage.app.send({ title: 'Disk is 91 % full', priority: 5 });
  await expect.poll(() => stage.dunst.displayed()).toBe(1);
  await expect.poll(stage.icon).toBe('ok-1');

  const inbox = inboxPage(await stage.openWindow());
  await inbox.act('Disk is 91 % full', 'Mark as read');

  await expect.poll(() => stage.dunst.displayed()).toBe(0);
  await expect.poll(stage.icon).toBe('ok-0');
});

test('many notifications at once are one or two toasts, and all of them count', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, index) => stage.app.send({ title: `Job ${index}` })));

  await expect.poll(stage.icon).toBe('ok-9plus');
  // Twelve, or eleven after the first.
  await expect.poll(() => stage.dunst.notified().at(-1)?.title).toMatch(/^1[12] new notifications$/);
  expect(await stage.dunst.displayed()).toBeLessThanOrEqual(2);

  const inbox = inboxPage(await stage.openWindow());
  await inbox.markAllRead.click();
  await expect.poll(() => stage.dunst.displayed()).toBe(0);
  await expect.poll(stage.icon).toBe('ok-0');
});

test('a newer toast of a group replaces the older one', async () => {
  await stage.app.send({ title: 'Build 1 is running', group_key: 'build' });
  await expect.poll(() => stage.dunst.notified().at(-1)?.title).toBe('Build 1 is running');
  await stage.app.send({ title: 'Build 1 has passed', group_key: 'build' });
  await expect.poll(() => stage.dunst.notified().at(-1)?.title).toBe('Build 1 has passed');
  expect(await stage.dunst.displayed()).toBe(1);
  await expect.poll(stage.icon).toBe('ok-2');
});
