import path from 'node:path';
import { openSqlite } from '../../server/storage/sqlite.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

const stage = useStage();

const labels = async () => (await stage.tray.menu()).map((entry) => entry.label);

test('the menu shows the five newest unread, newest first', async () => {
  for (const title of ['one', 'two', 'three', 'four', 'five_6 & more', 'six'])
    await stage.app.send({ title });
  await expect.poll(stage.icon).toBe('ok-6');

  const newest = ['six', 'five_6 & more', 'four', 'three', 'two'];
  await expect.poll(async () => (await labels()).filter((label) => newest.includes(label))).toEqual(newest);
  expect(await labels()).not.toContain('one');
});

test('marks one read', async () => {
  await stage.tray.choose('six', 'Mark read');
  await expect.poll(stage.icon).toBe('ok-5');
  await expect.poll(labels).not.toContain('six');
  await expect.poll(labels).toContain('one');
});

test('opens one in the window', async () => {
  await stage.tray.choose('four', 'Open');
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect(inboxPage(await stage.app.window()).row('four')).toBeInViewport();
  await expect.poll(stage.icon).toBe('ok-4');
});

test('marks all read', async () => {
  await stage.tray.choose('Mark all read');
  await expect.poll(stage.icon).toBe('ok-0');
  await expect.poll(() => stage.recorder.shown()).toEqual([]);
});

test('pauses the toasts and keeps the count; what was held ends in one summary', async () => {
  await stage.tray.choose('Pause notifications', 'For 30 minutes');
  await expect.poll(stage.icon).toBe('paused-0');
  await expect.poll(() => stage.tray.tooltip()).toContain('paused');
  const before = stage.recorder.notified().length;

  await stage.app.send({ title: 'held 1' });
  await stage.app.send({ title: 'held 2' });
  await expect.poll(stage.icon).toBe('paused-2');
  expect(stage.recorder.notified()).toHaveLength(before);

  await stage.tray.choose('Resume notifications');
  await expect.poll(stage.icon).toBe('ok-2');
  await expect.poll(() => stage.recorder.notified().length).toBe(before + 1);
  expect(stage.recorder.notified().at(-1)?.title).toBe('2 notifications during the pause');
});

test('a click on the tray shows and hides the window', async () => {
  const page = await stage.openWindow();
  await page.keyboard.press('Escape');
  await expect.poll(() => stage.app.visible()).toBe(false);
  await stage.tray.activate();
  await expect.poll(() => stage.app.visible()).toBe(true);
  await stage.tray.activate();
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('the hotkey shows and hides the window, wherever the focus is', async () => {
  await stage.hands.key('ctrl+shift+b');
  await expect.poll(() => stage.app.visible()).toBe(true);
  await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
  await stage.hands.key('ctrl+shift+b');
  await expect.poll(() => stage.app.visible()).toBe(false);
});

test('the same state is not announced twice to the panel', async () => {
  await stage.app.send({ title: 'once more' });
  await expect.poll(stage.icon).toBe('ok-3');
  const changes = stage.tray.iconChanges();
  await stage.openWindow();
  await stage.app.window().then((page) => page.keyboard.press('Escape'));
  await expect.poll(() => stage.app.visible()).toBe(false);
  expect(stage.tray.iconChanges()).toBe(changes);
});

test('a code point that is no character ends nothing: sent now, or kept by an older version', async () => {
  await stage.app.send({ title: 'sent \uffff\u{1fffe}\ud83d now' });
  await expect.poll(labels).toContain('sent \ufffd\ufffd\ufffd now');
  await stage.app.send({ title: 'kept before' });
  await expect.poll(labels).toContain('kept before');

  await stage.app.quit();
  const db = await openSqlite(path.join(stage.app.profile, 'belfry.db'), 'better-sqlite3');
  db.run(
    `UPDATE notifications SET title = 'x' || char(65535, 64976, 131070) || 'y', trimmed = 1 WHERE title = 'kept before'`,
  );
  db.close();
  await stage.start();

  await expect.poll(labels).toContain('x\ufffd\ufffd\ufffdy');
  // What a panel reads of it is in the queue of the process; an answer to a later question proves that it lives.
  await stage.app.send({ title: 'still here' });
  await expect.poll(labels).toContain('still here');
  expect(stage.app.electron.process().exitCode).toBeNull();
  const inbox = inboxPage(await stage.openWindow());
  await expect(inbox.row('still here')).toBeVisible();
  // That something of it was not kept, too, is said where it is read.
  const broken = inbox.rows.filter({ hasText: /^x/ });
  await broken.click();
  await expect(broken).toContainText('Some details of this notification could not be kept.');
});

test('quit ends the app and its tray item', async () => {
  const ended = new Promise((resolve) => stage.app.electron.process().once('exit', resolve));
  await stage.tray.choose('Quit Belfry');
  expect(await ended).toBe(0);
  await expect.poll(() => stage.tray.count()).toBe(0);
});
