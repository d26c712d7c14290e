import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage({ daemon: 'dunst', inFront: false });

const notified = () => stage.dunst.notified().map((toast) => toast.title);

test('a hung notification daemon blocks nothing and loses no row', async () => {
  const inbox = inboxPage(await stage.openWindow());
  stage.dunst.hang();
  await stage.app.send({ title: 'while hung 1' });
  await expect.poll(stage.icon).toBe('ok-1');
  await stage.app.send({ title: 'while hung 2' });
  await expect.poll(stage.icon).toBe('ok-2');
  await expect(inbox.row('while hung 2')).toBeVisible();
  await inbox.act('while hung 1', 'Mark as read');
  await expect.poll(stage.icon).toBe('ok-1');
  await stage.tray.choose('Mark all read');
  await expect.poll(stage.icon).toBe('ok-0');
});

test('after the daemon continues, it shows later toasts', async () => {
  stage.dunst.wake();
  await expect
    .poll(
      async () => {
        await stage.app.send({ title: 'after the hang', dedupe_key: 'after' });
        return notified();
      },
      { intervals: [1_500] },
    )
    .toContain('after the hang');
});

test('without a notification daemon row and number still appear', async () => {
  await stage.dunst.kill();
  await stage.tray.choose('Mark all read');
  await expect.poll(stage.icon).toBe('ok-0');
  await stage.app.send({ title: 'while absent' });
  await expect.poll(stage.icon).toBe('ok-1');
  await expect(inboxPage(await stage.openWindow()).row('while absent')).toBeVisible();
});

test('a daemon that comes back shows what waited for it, and what comes next', async () => {
  await stage.dunst.start();
  await expect.poll(() => stage.dunst.displayed()).toBe(1);
  expect(notified().at(-1)).toBe('while absent');
  await stage.app.send({ title: 'after the restart' });
  await expect.poll(() => stage.dunst.displayed()).toBe(2);
  expect(notified().at(-1)).toBe('after the restart');
});

test('a daemon that hangs does not delay quitting, and closes the toasts when it continues', async () => {
  stage.dunst.hang();
  await stage.app.quit();
  stage.dunst.wake();
  await expect.poll(() => stage.dunst.displayed()).toBe(0);
});
